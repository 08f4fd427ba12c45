// Package jobs is what the API server and the worker agree on: the kinds of job, and the messages and streams of NATS
// JetStream by which one tells the other of them.
//
// A message names a job and says nothing else of it: what is to be done stays in the database.
package jobs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// Kind is a kind of job.
type Kind string

// The kinds of job.
const (
	TaxInvoiceSync  Kind = "tax-invoice-sync"
	InsuranceFiling Kind = "insurance-filing"
)

// Subject is where jobs of this kind are announced. The version is that of the [Message].
func (k Kind) Subject() string { return "kerp.jobs." + string(k) + ".v1" }

// DeadLetterSubject is where the messages of this kind go that nobody can do anything with.
func (k Kind) DeadLetterSubject() string { return "kerp.dead-letters." + string(k) }

// Message announces a job.
type Message struct {
	JobID uuid.UUID `json:"job_id"`
}

// Encode writes the message as JSON.
func (m Message) Encode() []byte {
	return []byte(`{"job_id":"` + m.JobID.String() + `"}`)
}

// Decode reads what [Message.Encode] writes.
func Decode(data []byte) (Message, error) {
	var message Message
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&message); err != nil {
		return Message{}, fmt.Errorf("message of a job: %w", err)
	}
	if decoder.More() {
		return Message{}, errors.New("message of a job: more than one JSON value")
	}
	if message.JobID == uuid.Nil {
		return Message{}, errors.New("message of a job: job_id is missing")
	}
	return message, nil
}
