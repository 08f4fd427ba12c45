// Package residentnumber knows the Korean resident registration number (주민등록번호) and that of foreigners (외국인등록번호).
package residentnumber

import (
	"errors"
	"log/slog"
	"regexp"
	"time"
)

// Number is a resident registration number. It prints and logs itself as its birth date and asterisks.
type Number struct {
	digits string
}

// The reasons to refuse a number. They never repeat it.
var (
	ErrFormat     = errors.New("a resident registration number has 13 digits, with or without a hyphen after the sixth")
	ErrBirthDate  = errors.New("the first six digits and the seventh are no date of birth")
	ErrCheckDigit = errors.New("the last digit does not match the twelve before it: look for a mistyped digit")
)

var format = regexp.MustCompile(`^(\d{6})-?(\d{7})$`)

// weights of the first twelve digits in the check sum.
var weights = [12]int{2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5}

// centuries of birth by the seventh digit, which also tells the sex and, from 5 to 8, foreigners.
var centuries = [10]string{"18", "19", "19", "20", "20", "19", "19", "20", "20", "18"}

// Parse reads 13 digits, with or without a hyphen after the sixth.
//
// Since October 2020 the last six digits are given at random (주민등록법 시행규칙), so that numbers from then on have no check
// digit. Those of foreigners are renewed often and not checked for it. A citizen old enough to work has a number from
// before, unless it was changed or given with a new citizenship; such a number cannot be told from a mistyped one and
// is refused nine times out of ten, here and by the insurance-edi.
func Parse(text string) (Number, error) {
	groups := format.FindStringSubmatch(text)
	if groups == nil {
		return Number{}, ErrFormat
	}
	number := Number{groups[1] + groups[2]}
	birth := centuries[number.digit(6)] + groups[1]
	if _, err := time.Parse("20060102", birth); err != nil {
		return Number{}, ErrBirthDate
	}
	if !number.foreign() && number.digit(12) != number.checkDigit() {
		return Number{}, ErrCheckDigit
	}
	return number, nil
}

// Reveal returns the 13 digits. They are for encryption and for nothing else.
func (n Number) Reveal() string { return n.digits }

// String masks the number: 900101-*******.
func (n Number) String() string {
	if n.digits == "" {
		return ""
	}
	return n.digits[:6] + "-*******"
}

// GoString masks the number for %#v.
func (n Number) GoString() string { return n.String() }

// LogValue masks the number in logs.
func (n Number) LogValue() slog.Value { return slog.StringValue(n.String()) }

// MarshalText masks the number in JSON.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

func (n Number) foreign() bool { return n.digit(6) >= 5 && n.digit(6) <= 8 }

func (n Number) checkDigit() int {
	sum := 0
	for i, weight := range weights {
		sum += n.digit(i) * weight
	}
	return (11 - sum%11) % 10
}

func (n Number) digit(i int) int { return int(n.digits[i] - '0') }
