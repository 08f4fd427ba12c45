package http

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	// Strict where encoding/json is lenient: it refuses duplicate and differently cased names and broken UTF-8, and
	// says by a JSON pointer what is wrong.
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"kerp.io/apps/api-server/field"
)

// maxBody is some hundred times what the largest request needs.
const maxBody = 64 << 10

// requestError is a request that cannot be read.
type requestError struct {
	problem problem
}

func (e *requestError) Error() string {
	return fmt.Sprintf("%s: %s %v", e.problem.Title, e.problem.Detail, e.problem.Errors)
}

func badRequest(status int, name, title, detail string) *requestError {
	return &requestError{problem{Type: problemType(name), Title: title, Status: status, Detail: detail}}
}

// readBody reads a body that says it is JSON.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if err := checkContent(r.Header); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, badRequest(http.StatusRequestEntityTooLarge, "body-too-large", "The body is too large",
			fmt.Sprintf("the limit is %d bytes", tooLarge.Limit))
	}
	if err != nil {
		return nil, badRequest(http.StatusBadRequest, "body-incomplete", "The body did not arrive whole", "")
	}
	if !utf8.Valid(body) {
		return nil, badRequest(http.StatusBadRequest, "body-not-utf-8", "The body is not UTF-8",
			"JSON is written in UTF-8")
	}
	return body, nil
}

func checkContent(header http.Header) error {
	mediaType, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	charset, hasCharset := parameters["charset"]
	if err != nil || mediaType != "application/json" || hasCharset && !strings.EqualFold(charset, "utf-8") {
		refused := badRequest(http.StatusUnsupportedMediaType, "not-json", "The body must be JSON", "")
		refused.problem.Errors.Add("Content-Type", errors.New("want application/json"))
		return refused
	}
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		refused := badRequest(http.StatusUnsupportedMediaType, "compressed", "The body must not be compressed", "")
		refused.problem.Errors.Add("Content-Encoding", errors.New("want none"))
		return refused
	}
	return nil
}

// decode reads a JSON object whose members are those of T.
func decode[T any](body []byte) (T, error) {
	var request T
	err := json.Unmarshal(body, &request, json.RejectUnknownMembers(true))
	if err == nil {
		return request, nil
	}
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return request, field.Errors{{Field: memberOf(semantic.JSONPointer), Detail: semanticDetail(semantic)}}
	}
	refused := badRequest(http.StatusBadRequest, "malformed-json", "The body is not JSON", "")
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		refused.problem.Detail = fmt.Sprintf("%v, after %d bytes", syntactic.Err, syntactic.ByteOffset)
		if errors.Is(err, jsontext.ErrDuplicateName) {
			refused.problem.Detail = "a member is there twice"
			refused.problem.Errors.Add(memberOf(syntactic.JSONPointer), errors.New("is there twice"))
		}
	}
	return request, refused
}

// memberOf names a member of a flat object; the object itself has the name "body".
func memberOf(pointer jsontext.Pointer) string {
	if pointer == "" {
		return "body"
	}
	return pointer.LastToken()
}

func semanticDetail(err *json.SemanticError) string {
	switch {
	case errors.Is(err, json.ErrUnknownName):
		return "is not a field of this request"
	case err.JSONPointer == "":
		return "want a JSON object"
	case err.GoType != nil && err.GoType.Kind().String() == "int64":
		return "want a whole number"
	}
	return "want a text"
}
