package http_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// refusal writes a problem as the API does, without the parts that are empty.
func refusal(status int, name, title, detail, errors string) string {
	body := fmt.Sprintf(`{"type":"tag:kerp.io,2026:problem:%s","title":%q,"status":%d`, name, title, status)
	if detail != "" {
		body += `,"detail":"` + detail + `"`
	}
	if errors != "" {
		body += `,"errors":[` + errors + `]`
	}
	return body + "}"
}

func invalidFields(errors string) string {
	return refusal(http.StatusUnprocessableEntity, "invalid-fields",
		"The request has fields that are not acceptable", "", errors)
}

func malformedJSON(detail, errors string) string {
	return refusal(http.StatusBadRequest, "malformed-json", "The body is not JSON", detail, errors)
}

func TestCreateRefusesBody(t *testing.T) {
	t.Parallel()

	const (
		wholeNumber = `{"field":"monthly_wage","detail":"want a whole number"}`
		noField     = `"detail":"is not a field of this request"}`
	)
	tests := map[string]struct{ path, body, want string }{
		"empty": {"companies", ``, malformedJSON("unexpected EOF, after 0 bytes", "")},
		"half":  {"companies", `{"name":"두`, malformedJSON("unexpected EOF, after 12 bytes", "")},
		"two values": {
			"companies", `{} {}`, malformedJSON("invalid character '{' after top-level value, after 3 bytes", ""),
		},
		"no object":      {"companies", `[]`, invalidFields(`{"field":"body","detail":"want a JSON object"}`)},
		"a wrong type":   {"companies", `{"name":1}`, invalidFields(`{"field":"name","detail":"want a text"}`)},
		"text for a sum": {"insurance-filings", `{"monthly_wage":"1"}`, invalidFields(wholeNumber)},
		"a fraction":     {"insurance-filings", `{"monthly_wage":1.5}`, invalidFields(wholeNumber)},
		"over 64 bits":   {"insurance-filings", `{"monthly_wage":9223372036854775808}`, invalidFields(wholeNumber)},
		"not a number": {
			"insurance-filings", `{"monthly_wage":NaN}`,
			malformedJSON("invalid character 'N' at start of value, after 16 bytes", ""),
		},
		"unknown field": {"companies", `{"fax":"1"}`, invalidFields(`{"field":"fax",` + noField)},
		"another case":  {"companies", `{"Name":"1"}`, invalidFields(`{"field":"Name",` + noField)},
		"a member twice": {
			"companies", `{"name":"a","name":"b"}`,
			malformedJSON("a member is there twice", `{"field":"name","detail":"is there twice"}`),
		},
		"not UTF-8": {
			"companies", "{\"name\":\"\xb5\xce\xbf\xef\"}", // 두울 in CP949
			refusal(http.StatusBadRequest, "body-not-utf-8", "The body is not UTF-8", "JSON is written in UTF-8", ""),
		},
		"half a surrogate pair": {
			"companies", `{"name":"\ud83d"}`,
			malformedJSON("invalid surrogate pair `\\\\ud83d\\\"}` in string, after 9 bytes", ""),
		},
		"too large": {
			"companies", `{"name":"` + strings.Repeat("x", 64<<10) + `"}`,
			refusal(http.StatusRequestEntityTooLarge, "body-too-large", "The body is too large",
				"the limit is 65536 bytes", ""),
		},
		"business number taken": {
			"companies", `{"business_number":"1248100998","name":"두울","credential_ref":"duul"}`,
			refusal(http.StatusConflict, "business-number-taken", "The business number is taken", "",
				`{"field":"business_number","detail":"a company with this business number is there already"}`),
		},
		"sync of no company": {
			"tax-invoice-syncs", `{"company_id":"00000000-0000-4000-8000-000000000000","period":"2026-10"}`,
			invalidFields(`{"field":"company_id","detail":"there is no company of this id"}`),
		},
		"sync of the future": {
			"tax-invoice-syncs", `{"company_id":"x","period":"2026-12"}`,
			invalidFields(`{"field":"company_id","detail":"want a UUID"},` +
				`{"field":"period","detail":"this month has not begun in Korea"}`),
		},
		"filing of nobody": {
			"insurance-filings", `{"company_id":"` + companyID + `","kind":"loss","scheme":"health",` +
				`"employee_name":"홍길동","effective_date":"2026-10-01"}`,
			invalidFields(`{"field":"resident_number","detail":"a resident registration number has 13 digits, ` +
				`with or without a hyphen after the sixth"},{"field":"monthly_wage","detail":"is required"}`),
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			expectRefused(t, test.path, test.body, test.want)
		})
	}
}

func TestCreateRefusesHeaders(t *testing.T) {
	t.Parallel()

	notJSON := refusal(http.StatusUnsupportedMediaType, "not-json", "The body must be JSON", "",
		`{"field":"Content-Type","detail":"want application/json"}`)
	malformedKey := refusal(http.StatusBadRequest, "malformed-idempotency-key", "The Idempotency-Key is malformed", "",
		`{"field":"Idempotency-Key","detail":"want one header of 1 to 255 printable ASCII characters"}`)
	compressed := refusal(http.StatusUnsupportedMediaType, "compressed", "The body must not be compressed", "",
		`{"field":"Content-Encoding","detail":"want none"}`)
	tests := map[string]struct{ header, value, want string }{
		"no media type":      {"Content-Type", "", notJSON},
		"another media type": {"Content-Type", "text/plain", notJSON},
		"another charset":    {"Content-Type", "application/json; charset=euc-kr", notJSON},
		"broken media type":  {"Content-Type", "application/json; charset", notJSON},
		"compressed":         {"Content-Encoding", "gzip", compressed},
		"empty key":          {"Idempotency-Key", "", malformedKey},
		"long key":           {"Idempotency-Key", strings.Repeat("k", 256), malformedKey},
		"Korean key":         {"Idempotency-Key", "열쇠", malformedKey},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			expectRefused(t, "companies", companyBody, test.want, test.header, test.value)
		})
	}
}

// expectRefused expects a problem, and that nothing was stored.
func expectRefused(t *testing.T, path, body, want string, headers ...string) {
	t.Helper()

	api := newAPI(t)
	before := api.stored()
	response := api.do(t, http.MethodPost, "/api/v1/"+path, body, headers...)
	var problem struct{ Status int }
	decodeJSON(t, response, &problem)
	expectResponse(t, response, problem.Status, want)
	if got := api.stored(); got != before {
		t.Errorf("a refused request stored %d things", got-before)
	}
}
