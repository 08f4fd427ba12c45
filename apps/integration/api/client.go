// Package api asks the API server as its users do.
package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// timeout bounds one request. It is longer than the server's own limits, so that those show.
const timeout = 60 * time.Second

// Client asks one API server.
type Client struct {
	base string
	http *http.Client
}

// New returns a client of the server at addr, a host:port.
func New(addr string) *Client {
	// Its own transport: a proxy from the environment must not answer for this machine.
	return &Client{base: "http://" + addr, http: &http.Client{Timeout: timeout, Transport: &http.Transport{}}}
}

// Response is what the server answered.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// ProblemError is an answer that says why the server did not do what it was asked for (RFC 9457).
type ProblemError struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Errors []struct {
		Field  string `json:"field"`
		Detail string `json:"detail"`
	} `json:"errors"`
}

func (e *ProblemError) Error() string {
	text := fmt.Sprintf("%d %s: %s", e.Status, e.Title, e.Detail)
	var fields strings.Builder
	for _, field := range e.Errors {
		fmt.Fprintf(&fields, "\n  %s: %s", field.Field, field.Detail)
	}
	return text + fields.String()
}

// Do sends body as JSON, or nothing when it is nil, and returns what the server answers, whatever that is.
// key is the Idempotency-Key; there is none when it is empty.
func (c *Client) Do(ctx context.Context, method, path string, body any, key string) (Response, error) {
	content, err := encode(body)
	if err != nil {
		return Response{}, err
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(content))
	if err != nil {
		return Response{}, fmt.Errorf("%s %s: %w", method, path, err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return Response{}, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return Response{}, fmt.Errorf("%s %s: %w", method, path, err)
	}
	return Response{response.StatusCode, response.Header, answer}, nil
}

func encode(body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	content, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	return content, nil
}

// ask sends a request and reads its answer into a T. An answer without success is a [*ProblemError].
func ask[T any](ctx context.Context, c *Client, method, path string, body any, key string) (T, error) {
	var result T
	response, err := c.Do(ctx, method, path, body, key)
	if err != nil {
		return result, err
	}
	if response.Status >= http.StatusBadRequest {
		problem := &ProblemError{Status: response.Status}
		if json.Unmarshal(response.Body, problem) != nil {
			problem.Detail = string(response.Body) // no problem by RFC 9457 is shown as it is
		}
		return result, fmt.Errorf("%s %s: %w", method, path, problem)
	}
	if err := json.Unmarshal(response.Body, &result); err != nil {
		return result, fmt.Errorf("%s %s: answer %q: %w", method, path, response.Body, err)
	}
	return result, nil
}
