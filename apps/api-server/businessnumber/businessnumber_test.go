package businessnumber_test

import (
	"errors"
	"testing"

	"kerp.io/apps/api-server/businessnumber"
)

func TestParse(t *testing.T) {
	t.Parallel()

	tests := map[string]businessnumber.Number{
		"1248100998":   "1248100998",
		"124-81-00998": "1248100998",
		"120-81-47521": "1208147521",
		"220-8162517":  "2208162517", // each hyphen is optional
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			got, err := businessnumber.Parse(text)
			if err != nil || got != want {
				t.Errorf("Parse(%q) = %q, %v, want %q", text, string(got), err, string(want))
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()

	format := businessnumber.Error{
		Code:   businessnumber.CodeFormat,
		Detail: "a business registration number has 10 digits, such as 124-81-00998",
	}
	checkDigit := businessnumber.Error{
		Code:   businessnumber.CodeCheckDigit,
		Detail: "the last digit does not match the nine before it: look for a mistyped digit",
	}
	tests := map[string]businessnumber.Error{
		"":               format,
		"124810099":      format,
		"12481009988":    format,
		"12-481-00998":   format,
		"124 81 00998":   format,
		"124-81-00998\n": format,
		"１２４8100998":     format,
		"124-81-00999":   checkDigit,
		"124-81-00989":   checkDigit, // the last two digits swapped
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			got, err := businessnumber.Parse(text)
			refusal, ok := errors.AsType[*businessnumber.Error](err)
			if !ok || *refusal != want {
				t.Errorf("Parse(%q) = %q, %v, want error %+v", text, string(got), err, want)
			}
		})
	}
}

// A check digit is there to catch the mistake that people make most: one wrong digit.
func TestParseCatchesEveryWrongDigit(t *testing.T) {
	t.Parallel()

	const valid = "1248100998"
	for i := range valid {
		for wrong := byte('0'); wrong <= '9'; wrong++ {
			if wrong == valid[i] {
				continue
			}
			text := valid[:i] + string(wrong) + valid[i+1:]
			if _, err := businessnumber.Parse(text); err == nil {
				t.Errorf("Parse(%q) accepts %s with a wrong digit at %d", text, valid, i)
			}
		}
	}
}

func TestString(t *testing.T) {
	t.Parallel()

	if got := businessnumber.Number("1248100998").String(); got != "124-81-00998" {
		t.Errorf("String() = %q, want 124-81-00998", got)
	}
}

func TestLogValue(t *testing.T) {
	t.Parallel()

	if got := businessnumber.Number("1248100998").LogValue().String(); got != "124-81-*****" {
		t.Errorf("in logs the number is %q, want 124-81-*****", got)
	}
}
