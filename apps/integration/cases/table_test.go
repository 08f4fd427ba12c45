//go:build integration

package cases_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// testCase is one thing that may happen to the system.
type testCase struct {
	name string
	run  func(t *testing.T)
}

type outcome struct {
	name   string
	result string
	took   time.Duration
}

// outcomes of the cases that ran, in their order.
var outcomes []outcome

// runCases runs the cases one after the other, as most of them disturb all others.
func runCases(t *testing.T, cases []testCase) {
	t.Helper()

	for _, one := range cases {
		t.Run(one.name, func(t *testing.T) { // is not called when a filter leaves the case out
			begin := time.Now()
			t.Cleanup(func() { outcomes = append(outcomes, outcome{one.name, resultOf(t), time.Since(begin)}) })
			one.run(t)
		})
	}
}

func resultOf(t *testing.T) string {
	t.Helper()

	switch {
	case t.Failed():
		return "FAILED"
	case t.Skipped():
		return "skipped"
	}
	return "passed"
}

func showCases() {
	if len(outcomes) == 0 {
		return
	}
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "\ncase\tresult\tseconds")
	for _, one := range outcomes {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%7.1f\n", one.name, one.result, one.took.Seconds())
	}
	_ = table.Flush() // to a builder, which takes everything
	_, _ = os.Stdout.WriteString(text.String() + "\n")
}
