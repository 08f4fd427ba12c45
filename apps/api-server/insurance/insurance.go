// Package insurance knows the filings to the four Korean social insurances (4대보험).
package insurance

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/encoding/korean"

	"kerp.io/apps/api-server/field"
	"kerp.io/apps/api-server/job"
	"kerp.io/apps/api-server/residentnumber"
)

// Kinds are what a filing can report: that an employee becomes insured (자격취득) or stops being so (자격상실).
var Kinds = []string{"acquisition", "loss"}

// Schemes are the four insurances: 국민연금, 건강보험, 고용보험, 산재보험.
var Schemes = []string{"national-pension", "health", "employment", "industrial-accident"}

// Limits of the record that the insurance-edi writes.
const (
	maxNameBytes   = 30 // in CP949
	maxMonthlyWage = 999_999_999_999
)

// Details are what is reported, without the resident number.
type Details struct {
	Kind          string
	Scheme        string
	EmployeeName  string
	EffectiveDate time.Time
	// MonthlyWage is the 월 보수액 in won.
	MonthlyWage int64
}

// Request is a filing that is to be made.
type Request struct {
	Details

	ID             uuid.UUID
	CompanyID      uuid.UUID
	ResidentNumber residentnumber.Number
}

// Filing is the job of writing a filing. It does not have the resident number.
type Filing struct {
	job.Job
	Details

	CompanyID uuid.UUID
	// Record is what was written; nil before the job has succeeded.
	Record *Record
}

// Record is a filing as a record of the EDI, encrypted by the insurance-edi.
type Record struct {
	Sealed []byte
	// KeyID tells with which key.
	KeyID string
	// Layout names the layout of the record and its version.
	Layout string
}

// Store keeps filings.
type Store interface {
	// Create stores a filing, announces it to the worker and returns it as stored. If there is one of the same id, it
	// returns that one. The error of an unknown company is [job.ErrNoCompany].
	Create(ctx context.Context, request Request) (Filing, error)
	// Get returns the filing of the id, or [storage.ErrNotFound].
	Get(ctx context.Context, id uuid.UUID) (Filing, error)
}

// Input is a request as it came. Texts may be empty and the wage nil, for what is missing.
type Input struct {
	CompanyID      string
	Kind           string
	Scheme         string
	EmployeeName   string
	ResidentNumber string
	EffectiveDate  string
	MonthlyWage    *int64
}

// NewRequest checks the input and returns the request, or [field.Errors].
func NewRequest(id uuid.UUID, input Input) (Request, error) {
	var errs field.Errors
	companyID, err := field.ParseID(input.CompanyID)
	errs.Add("company_id", err)
	errs.Add("kind", oneOf(input.Kind, Kinds))
	errs.Add("scheme", oneOf(input.Scheme, Schemes))
	errs.Add("employee_name", checkName(input.EmployeeName))
	number, err := residentnumber.Parse(input.ResidentNumber)
	errs.Add("resident_number", err)
	date, err := parseDate(input.EffectiveDate)
	errs.Add("effective_date", err)
	wage, err := checkWage(input.MonthlyWage)
	errs.Add("monthly_wage", err)
	return Request{
		Details: Details{
			Kind: input.Kind, Scheme: input.Scheme, EmployeeName: input.EmployeeName,
			EffectiveDate: date, MonthlyWage: wage,
		},
		ID:             id,
		CompanyID:      companyID,
		ResidentNumber: number,
	}, errs.OrNil()
}

func oneOf(text string, accepted []string) error {
	if !slices.Contains(accepted, text) {
		return fmt.Errorf("want one of %q", accepted)
	}
	return nil
}

func checkName(name string) error {
	if err := field.CheckText(name, maxNameBytes); err != nil {
		return err
	}
	encoded, err := korean.EUCKR.NewEncoder().String(name) // in Go, as in HTML, EUC-KR means CP949
	if err != nil {
		return errors.New("has a character that CP949, the encoding of the records, does not have")
	}
	if len(encoded) > maxNameBytes {
		return fmt.Errorf("takes %d bytes in CP949, and the record has %d", len(encoded), maxNameBytes)
	}
	return nil
}

var dateFormat = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

func parseDate(text string) (time.Time, error) {
	date, err := time.Parse(time.DateOnly, text)
	if err != nil || !dateFormat.MatchString(text) || date.Year() == 0 {
		return time.Time{}, errors.New("want a day that exists, as YYYY-MM-DD")
	}
	return date, nil
}

func checkWage(wage *int64) (int64, error) {
	switch {
	case wage == nil:
		return 0, field.ErrRequired
	case *wage < 0 || *wage > maxMonthlyWage:
		return 0, fmt.Errorf("want an amount in won from 0 to %d", int64(maxMonthlyWage))
	}
	return *wage, nil
}
