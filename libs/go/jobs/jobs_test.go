package jobs_test

import (
	"testing"

	"github.com/google/uuid"

	"kerp.io/libs/go/jobs"
)

func TestKindSubjects(t *testing.T) {
	t.Parallel()

	tests := map[jobs.Kind][2]string{ // kind -> subject, subject of dead letters
		jobs.TaxInvoiceSync:  {"kerp.jobs.tax-invoice-sync.v1", "kerp.dead-letters.tax-invoice-sync"},
		jobs.InsuranceFiling: {"kerp.jobs.insurance-filing.v1", "kerp.dead-letters.insurance-filing"},
	}
	for kind, want := range tests {
		if got := [2]string{kind.Subject(), kind.DeadLetterSubject()}; got != want {
			t.Errorf("subjects of %s = %q, want %q", kind, got, want)
		}
	}
}

func TestMessageEncode(t *testing.T) {
	t.Parallel()

	message := jobs.Message{JobID: uuid.MustParse("01a20df8-93bc-7b69-a664-af673e374ca7")}
	want := `{"job_id":"01a20df8-93bc-7b69-a664-af673e374ca7"}`
	if got := string(message.Encode()); got != want {
		t.Errorf("Encode() = %s, want %s", got, want)
	}
	if got, err := jobs.Decode(message.Encode()); err != nil || got != message {
		t.Errorf("Decode of it = %+v, %v, want %+v", got, err, message)
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()

	tests := map[string]string{ // data -> error
		``:               "message of a job: EOF",
		`{}`:             "message of a job: job_id is missing",
		`{"job_id":""}`:  "message of a job: invalid UUID length: 0",
		`{"job_id":"x"}`: "message of a job: invalid UUID length: 1",
		`{"job_id":7}`: "message of a job: json: cannot unmarshal number into Go struct field Message.job_id " +
			"of type uuid.UUID",
		`{"job_id":"01a20df8-93bc-7b69-a664-af673e374ca7","x":1}`: `message of a job: json: unknown field "x"`,
		`{"job_id":"01a20df8-93bc-7b69-a664-af673e374ca7"} {}`:    "message of a job: more than one JSON value",
		"\xff": "message of a job: invalid character 'ÿ' looking for beginning of value",
	}
	for data, want := range tests {
		t.Run(data, func(t *testing.T) {
			t.Parallel()

			got, err := jobs.Decode([]byte(data))
			if err == nil || err.Error() != want {
				t.Errorf("Decode(%q) = %+v, %v, want error %q", data, got, err, want)
			}
		})
	}
}
