package field_test

import (
	"strings"
	"testing"

	"kerp.io/apps/api-server/field"
)

func TestErrors(t *testing.T) {
	t.Parallel()

	var errs field.Errors
	errs.Add("name", nil)
	if err := errs.OrNil(); err != nil {
		t.Errorf("without errors, OrNil() = %v, want nil", err)
	}
	errs.Add("name", field.ErrRequired)
	errs.Add("period", field.CheckText("\t", 1))
	want := "name: is required; period: begins or ends with a space"
	if err := errs.OrNil(); err == nil || err.Error() != want {
		t.Errorf("OrNil() = %v, want %s", err, want)
	}
}

func TestCheckText(t *testing.T) {
	t.Parallel()

	const invisible = "has a control character or another that cannot be seen"
	tests := map[string]string{ // text -> error
		"홍길동":                   "",
		"O'Neil 2세":             "",
		strings.Repeat("가", 10): "",
		"":                      "is required",
		strings.Repeat("가", 11): "has more than 10 characters",
		" 홍길동":                  "begins or ends with a space",
		"홍길동 ":                  "begins or ends with a space", // a no-break space
		"홍\n길동":                 invisible,
		"홍\x00길동":               invisible,
		"홍\u202e길동":             invisible, // turns the direction of writing around
		"홍\u200b길동":             invisible,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			got := ""
			if err := field.CheckText(text, 10); err != nil {
				got = err.Error()
			}
			if got != want {
				t.Errorf("CheckText(%q) = %q, want %q", text, got, want)
			}
		})
	}
}

func TestParseID(t *testing.T) {
	t.Parallel()

	const id = "01a20df8-93bc-7b69-a664-af673e374ca7"
	tests := map[string]string{ // text -> error
		id:                   "",
		strings.ToUpper(id):  "",
		"":                   "is required",
		"{" + id + "}":       "want a UUID",
		"urn:uuid:" + id:     "want a UUID",
		id[:35]:              "want a UUID",
		id[:35] + "g":        "want a UUID",
		"x" + id[1:8] + "-x": "want a UUID",
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			got, err := field.ParseID(text)
			switch {
			case want == "" && (err != nil || got.String() != id):
				t.Errorf("ParseID(%q) = %s, %v, want %s", text, got, err, id)
			case want != "" && (err == nil || err.Error() != want):
				t.Errorf("ParseID(%q) = %s, %v, want error %q", text, got, err, want)
			}
		})
	}
}
