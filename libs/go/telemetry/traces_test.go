package telemetry_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"go.opentelemetry.io/otel"

	"kerp.io/libs/go/buildinfo"
	"kerp.io/libs/go/telemetry"
)

func TestEndpointUnmarshalText(t *testing.T) {
	t.Parallel()

	tests := map[string]string{ // text -> error
		"http://collector:4318": "",
		"https://collector":     "",
		"collector:4318":        "not an http or https URL with a host",
		"http://":               "not an http or https URL with a host",
		"http://a b":            `parse "http://a b": invalid character " " in host name`,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			var got telemetry.Endpoint
			err := got.UnmarshalText([]byte(text))
			switch {
			case want == "" && (err != nil || string(got) != text):
				t.Errorf("Endpoint from %q = %q, %v, want it as it is", text, got, err)
			case want != "" && (err == nil || err.Error() != want):
				t.Errorf("Endpoint from %q = %q, %v, want error %q", text, got, err, want)
			}
		})
	}
}

// Spans that are not sent yet are sent at the end. Not parallel, as the tracer provider is one for the process.
func TestStartTraces(t *testing.T) { //nolint:paralleltest // see above
	sent := make(chan []byte, 1)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/v1/traces" {
			t.Errorf("the collector got %s, %v, want a body at /v1/traces", r.URL.Path, err)
		}
		sent <- body
	}))
	defer collector.Close()

	stop, err := telemetry.StartTraces(t.Context(), telemetry.Endpoint(collector.URL), buildinfo.Of("api-server"))
	if err != nil {
		t.Fatal(err)
	}
	_, span := otel.Tracer("test").Start(t.Context(), "walk of the dog")
	span.End()
	if err := stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	body := <-sent
	for _, want := range []string{"walk of the dog", "api-server", "unstamped"} {
		if !bytes.Contains(body, []byte(want)) {
			t.Errorf("what was sent has no %q: %q", want, body)
		}
	}
}

func TestStartTracesNowhere(t *testing.T) {
	t.Parallel()

	stop, err := telemetry.StartTraces(t.Context(), "", buildinfo.Of("api-server"))
	if err != nil {
		t.Fatal(err)
	}
	if err := stop(t.Context()); err != nil {
		t.Error(err)
	}
}
