package residentnumber_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"kerp.io/apps/api-server/residentnumber"
)

func TestParse(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		want    string
		wantErr error
	}{
		"900101-1234568":  {want: "9001011234568"},
		"9001011234568":   {want: "9001011234568"},
		"000229-3000001":  {want: "0002293000001"}, // a leap day of 2000
		"000229-1000006":  {wantErr: residentnumber.ErrBirthDate},
		"900101-5234561":  {want: "9001015234561"}, // a foreigner's: without check digit
		"":                {wantErr: residentnumber.ErrFormat},
		"900101-123456":   {wantErr: residentnumber.ErrFormat},
		"900101 1234568":  {wantErr: residentnumber.ErrFormat},
		"900101-12345681": {wantErr: residentnumber.ErrFormat},
		"９00101-1234568":  {wantErr: residentnumber.ErrFormat},
		"901301-1234560":  {wantErr: residentnumber.ErrBirthDate},
		"900230-1234560":  {wantErr: residentnumber.ErrBirthDate},
		"900101-1234567":  {wantErr: residentnumber.ErrCheckDigit},
	}
	for text, test := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			got, err := residentnumber.Parse(text)
			if !errors.Is(err, test.wantErr) || got.Reveal() != test.want {
				t.Errorf("Parse(%q) = %q, %v, want %q, %v", text, got.Reveal(), err, test.want, test.wantErr)
			}
		})
	}
}

// A check digit is there to catch the mistake that people make most: one wrong digit.
func TestParseCatchesWrongDigits(t *testing.T) {
	t.Parallel()

	const valid = "9001011234568"
	for i := range valid {
		if i == 6 {
			continue // which says whether there is a check digit
		}
		for wrong := byte('0'); wrong <= '9'; wrong++ {
			text := valid[:i] + string(wrong) + valid[i+1:]
			if _, err := residentnumber.Parse(text); err == nil && text != valid {
				t.Errorf("Parse(%q) accepts %s with a wrong digit at %d", text, valid, i)
			}
		}
	}
}

func TestNumberNeverPrintsItself(t *testing.T) {
	t.Parallel()

	number, err := residentnumber.Parse("900101-1234568")
	if err != nil {
		t.Fatal(err)
	}
	holder := struct{ Number residentnumber.Number }{number}
	encoded, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).InfoContext(t.Context(), "filed", slog.Any("number", number))
	tests := map[string]string{ // how -> what came out
		"String": number.String(), "%+v": fmt.Sprintf("%+v", holder), "%#v": fmt.Sprintf("%#v", holder),
		"%v": fmt.Sprintf("%v", holder), "JSON": string(encoded), "log": log.String(),
	}
	for how, got := range tests {
		if strings.Contains(got, "1234568") || !strings.Contains(got, "900101-*******") {
			t.Errorf("by %s the number prints as %s", how, got)
		}
	}
	if got := (residentnumber.Number{}).String(); got != "" {
		t.Errorf("no number prints as %q", got)
	}
}
