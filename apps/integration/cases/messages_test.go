//go:build integration

package cases_test

import (
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"kerp.io/libs/go/jobs"
)

func connectNATS(t *testing.T) jetstream.JetStream {
	t.Helper()

	connection, err := nats.Connect(kerp.Servers.NATS.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(connection.Close)
	stream, err := jetstream.New(connection)
	if err != nil {
		t.Fatal(err)
	}
	return stream
}

// expectDeadLetter waits for a dead letter of that kind whose body contains body, and compares its cause.
func expectDeadLetter(t *testing.T, kind jobs.Kind, body, cause string) {
	t.Helper()

	ctx := within(t)
	consumer, err := connectNATS(t).OrderedConsumer(ctx, jobs.DeadLetterStream, jetstream.OrderedConsumerConfig{
		FilterSubjects: []string{kind.DeadLetterSubject()},
	})
	if err != nil {
		t.Fatal(err)
	}
	for {
		letter, err := consumer.Next(jetstream.FetchContext(ctx))
		if err != nil {
			t.Fatalf("no dead letter with %s: %v", body, err)
		}
		if !strings.Contains(string(letter.Data()), body) {
			continue
		}
		if got := letter.Headers().Get(jobs.CauseHeader); !strings.Contains(got, cause) {
			t.Errorf("the cause of the dead letter is %q, want one with %q", got, cause)
		}
		return
	}
}

// poisonMessage: a message that is none goes to the dead letters, and those behind it are done.
func poisonMessage(t *testing.T) {
	_, err := connectNATS(t).Publish(within(t), jobs.InsuranceFiling.Subject(), []byte(`{"job":"poison"}`))
	if err != nil {
		t.Fatal(err)
	}
	company := newCompany(t)
	expectFiling(t, company, askForFiling(t, company))
	expectDeadLetter(t, jobs.InsuranceFiling, `{"job":"poison"}`, `unknown field "job"`)
}
