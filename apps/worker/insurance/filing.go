// Package insurance writes filings to the four Korean social insurances (4대보험).
package insurance

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// Filing is what one job has to write.
type Filing struct {
	// Kind is acquisition or loss.
	Kind string
	// Scheme is national-pension, health, employment or industrial-accident.
	Scheme string
	// BusinessNumber is the workplace's: ten digits.
	BusinessNumber string
	EmployeeName   string
	ResidentNumber ResidentNumber
	EffectiveDate  time.Time
	// MonthlyWage is in won.
	MonthlyWage int64
}

// ResidentNumber is a resident registration number (주민등록번호) of 13 digits. It prints and logs itself as asterisks.
type ResidentNumber string

const mask = "******-*******"

// String masks the number.
func (ResidentNumber) String() string { return mask }

// GoString masks the number for %#v.
func (ResidentNumber) GoString() string { return mask }

// LogValue masks the number in logs.
func (ResidentNumber) LogValue() slog.Value { return slog.StringValue(mask) }

// Record is a written filing, encrypted by the insurance-edi.
type Record struct {
	Sealed []byte
	// KeyID tells with which key.
	KeyID string
	// Layout names the layout of the record and its version.
	Layout string
}

// Encoder writes filings.
type Encoder interface {
	// Encode writes a filing. The same filing gives the same record.
	Encode(ctx context.Context, filing Filing) (Record, error)
}

// Store keeps filings.
type Store interface {
	// Filing returns what the job has to write.
	Filing(ctx context.Context, jobID uuid.UUID) (Filing, error)
	// Succeed stores the record, erases the resident number and ends the job, all of it or nothing. It changes nothing
	// of a finished job.
	Succeed(ctx context.Context, jobID uuid.UUID, record Record) error
}

// Handle returns the handler of jobs of the kind insurance-filing.
func Handle(store Store, encoder Encoder) func(ctx context.Context, jobID uuid.UUID) error {
	return func(ctx context.Context, jobID uuid.UUID) error {
		filing, err := store.Filing(ctx, jobID)
		if err != nil {
			return fmt.Errorf("read the job: %w", err)
		}
		record, err := encoder.Encode(ctx, filing)
		if err != nil {
			return err
		}
		return store.Succeed(ctx, jobID, record)
	}
}
