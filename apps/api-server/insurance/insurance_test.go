package insurance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/insurance"
)

const companyID = "01a20df8-93bc-7b69-a664-af673e374ca7"

func right() insurance.Input {
	wage := int64(3_000_000)
	return insurance.Input{
		CompanyID: companyID, Kind: "acquisition", Scheme: "national-pension", EmployeeName: "홍길동",
		ResidentNumber: "900101-1234568", EffectiveDate: "2026-10-01", MonthlyWage: &wage,
	}
}

func TestNewRequest(t *testing.T) {
	t.Parallel()

	id := uuid.New()
	got, err := insurance.NewRequest(id, right())
	if err != nil {
		t.Fatal(err)
	}
	want := insurance.Details{
		Kind: "acquisition", Scheme: "national-pension", EmployeeName: "홍길동",
		EffectiveDate: time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC), MonthlyWage: 3_000_000,
	}
	if got.Details != want {
		t.Errorf("details = %+v, want %+v", got.Details, want)
	}
	if got.ID != id || got.CompanyID.String() != companyID || got.ResidentNumber.Reveal() != "9001011234568" {
		t.Errorf("request = %+v, want id %s, company %s and the resident number", got, id, companyID)
	}
}

func TestNewRequestFields(t *testing.T) {
	t.Parallel()

	amount := func(won int64) func(*insurance.Input) { return func(i *insurance.Input) { i.MonthlyWage = &won } }
	name := func(text string) func(*insurance.Input) { return func(i *insurance.Input) { i.EmployeeName = text } }
	date := func(text string) func(*insurance.Input) { return func(i *insurance.Input) { i.EffectiveDate = text } }
	const (
		dateDetail = "effective_date: want a day that exists, as YYYY-MM-DD"
		wageDetail = "monthly_wage: want an amount in won from 0 to 999999999999"
	)
	tests := map[string]struct {
		change  func(*insurance.Input)
		wantErr string
	}{
		"everything missing": {
			change: func(i *insurance.Input) { *i = insurance.Input{} },
			wantErr: `company_id: is required; kind: want one of ["acquisition" "loss"]; ` +
				`scheme: want one of ["national-pension" "health" "employment" "industrial-accident"]; ` +
				"employee_name: is required; resident_number: a resident registration number has 13 digits, " +
				"with or without a hyphen after the sixth; " + dateDetail + "; monthly_wage: is required",
		},
		"name of 30 bytes": {change: name(strings.Repeat("가", 15))},
		"name of 32 bytes": {
			change:  name(strings.Repeat("가", 16)),
			wantErr: "employee_name: takes 32 bytes in CP949, and the record has 30",
		},
		"rare syllable": {change: name("홍뷁동")}, // in CP949, not in the EUC-KR that came before it
		"name with a smile": {
			change:  name("홍길동😀"),
			wantErr: "employee_name: has a character that CP949, the encoding of the records, does not have",
		},
		"day of no month":  {change: date("2026-02-29"), wantErr: dateDetail},
		"day without zero": {change: date("2026-2-03"), wantErr: dateDetail},
		"year 0":           {change: date("0000-01-01"), wantErr: dateDetail},
		"leap day":         {change: date("2024-02-29")},
		"no wage":          {change: amount(0)},
		"largest wage":     {change: amount(999_999_999_999)},
		"wage too large":   {change: amount(1_000_000_000_000), wantErr: wageDetail},
		"negative wage":    {change: amount(-1), wantErr: wageDetail},
		"resident number mistyped": {
			change:  func(i *insurance.Input) { i.ResidentNumber = "900101-1234567" },
			wantErr: "resident_number: the last digit does not match the twelve before it: look for a mistyped digit",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			input := right()
			test.change(&input)
			_, err := insurance.NewRequest(uuid.New(), input)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != test.wantErr {
				t.Errorf("NewRequest: error %q, want %q", got, test.wantErr)
			}
		})
	}
}
