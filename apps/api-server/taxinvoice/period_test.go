package taxinvoice_test

import (
	"testing"
	"time"

	"kerp.io/apps/api-server/taxinvoice"
)

func TestParsePeriod(t *testing.T) {
	t.Parallel()

	// Still October in UTC, already November in Korea.
	now := time.Date(2026, time.October, 31, 15, 0, 0, 0, time.UTC)
	const format = "want a month as YYYY-MM"
	tests := map[string]string{ // text -> error
		"2010-01":    "",
		"2026-10":    "",
		"2026-11":    "",
		"2026-12":    "this month has not begun in Korea",
		"2009-12":    "there were no electronic tax invoices before 2010-01",
		"2026-13":    format,
		"2026-1":     format,
		"2026-10-01": format,
		"202610":     format,
		"":           format,
		"-026-10":    format,
		"２026-10":    format,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			got, err := taxinvoice.ParsePeriod(text, now)
			switch {
			case want == "" && (err != nil || string(got) != text):
				t.Errorf("ParsePeriod(%q) = %q, %v, want it as it is", text, got, err)
			case want != "" && (err == nil || err.Error() != want):
				t.Errorf("ParsePeriod(%q) = %q, %v, want error %q", text, got, err, want)
			}
		})
	}
}

func TestPeriodDays(t *testing.T) {
	t.Parallel()

	tests := map[taxinvoice.Period][2]string{
		"2026-12": {"2026-12-01", "2027-01-01"},
		"2024-02": {"2024-02-01", "2024-03-01"},
		"":        {"0001-01-01", "9999-12-31"},
	}
	for period, want := range tests {
		first, next := period.Days()
		if got := [2]string{first.Format(time.DateOnly), next.Format(time.DateOnly)}; got != want {
			t.Errorf("Days() of %q = %q, want %q", period, got, want)
		}
	}
}
