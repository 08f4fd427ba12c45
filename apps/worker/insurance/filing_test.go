package insurance_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kerp.io/apps/worker/insurance"
)

// fake is a store of one filing and its encoder. Each fails with an error that has its name.
type fake struct {
	failAt string
	filing insurance.Filing
	record insurance.Record
}

// Filing is that of an insurance.Store.
func (f *fake) Filing(context.Context, uuid.UUID) (insurance.Filing, error) {
	return insurance.Filing{EmployeeName: "홍길동", ResidentNumber: "9001011234568"}, f.fail("read")
}

// Encode is that of an insurance.Encoder.
func (f *fake) Encode(_ context.Context, filing insurance.Filing) (insurance.Record, error) {
	f.filing = filing
	return insurance.Record{KeyID: "k"}, f.fail("encode")
}

// Succeed is that of an insurance.Store.
func (f *fake) Succeed(_ context.Context, _ uuid.UUID, record insurance.Record) error {
	f.record = record
	return f.fail("store")
}

func (f *fake) fail(at string) error {
	if f.failAt == at {
		return errors.New(at)
	}
	return nil
}

func TestHandle(t *testing.T) {
	t.Parallel()

	tests := map[string]struct{ wantErr, wantKeyID string }{ // what fails -> error, key of the stored record
		"":       {wantKeyID: "k"},
		"read":   {wantErr: "read the job: read"},
		"encode": {wantErr: "encode"},
		"store":  {wantErr: "store", wantKeyID: "k"},
	}
	for failAt, test := range tests {
		t.Run(failAt, func(t *testing.T) {
			t.Parallel()

			f := &fake{failAt: failAt}
			got := ""
			if err := insurance.Handle(f, f)(t.Context(), uuid.New()); err != nil {
				got = err.Error()
			}
			if got != test.wantErr || f.record.KeyID != test.wantKeyID {
				t.Errorf("error %q, record %+v, want %q, key %q", got, f.record, test.wantErr, test.wantKeyID)
			}
		})
	}
}

func TestResidentNumberNeverPrintsItself(t *testing.T) {
	t.Parallel()

	filing := insurance.Filing{EmployeeName: "홍길동", ResidentNumber: "9001011234568"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).InfoContext(t.Context(), "filed",
		slog.Any("number", filing.ResidentNumber), slog.Any("filing", fmt.Sprintf("%+v", filing)))
	for how, got := range map[string]string{
		"%v": fmt.Sprintf("%v", filing), "%+v": fmt.Sprintf("%+v", filing), "%#v": fmt.Sprintf("%#v", filing),
		"log": log.String(),
	} {
		if strings.Contains(got, "1234568") || !strings.Contains(got, "******-*******") {
			t.Errorf("by %s the filing prints as %s", how, got)
		}
	}
}
