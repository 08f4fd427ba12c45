package taxinvoice

import (
	"errors"
	"regexp"
	"time"
)

// Period is a calendar month in Korea: YYYY-MM. The zero value is no month.
type Period string

// korea has had no daylight saving time since 1988.
var korea = time.FixedZone("KST", 9*60*60)

// firstPeriod is the month in which electronic tax invoices began.
const firstPeriod Period = "2010-01"

const layout = "2006-01"

var periodFormat = regexp.MustCompile(`^\d{4}-\d{2}$`)

// ParsePeriod reads a month that has electronic tax invoices: from January 2010 to that of now.
func ParsePeriod(text string, now time.Time) (Period, error) {
	if _, err := time.Parse(layout, text); err != nil || !periodFormat.MatchString(text) {
		return "", errors.New("want a month as YYYY-MM")
	}
	period := Period(text)
	if period < firstPeriod {
		return "", errors.New("there were no electronic tax invoices before " + string(firstPeriod))
	}
	if period > Period(now.In(korea).Format(layout)) {
		return "", errors.New("this month has not begun in Korea")
	}
	return period, nil
}

// Days returns the first day of the month and that of the next; of the zero value, days around everything.
func (p Period) Days() (first, next time.Time) {
	first, err := time.Parse(layout, string(p))
	if err != nil {
		return time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return first, first.AddDate(0, 1, 0)
}
