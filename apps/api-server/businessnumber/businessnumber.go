// Package businessnumber knows the Korean business registration number (사업자등록번호).
package businessnumber

import (
	"log/slog"
	"regexp"
)

// Number is a business registration number whose check digit is right: ten digits, no hyphens.
type Number string

// String writes the number as it is printed on certificates and invoices: 124-81-00998.
func (n Number) String() string {
	return string(n[:3]) + "-" + string(n[3:5]) + "-" + string(n[5:])
}

// LogValue masks the part of the number that tells companies apart: 124-81-*****.
func (n Number) LogValue() slog.Value {
	return slog.StringValue(n.String()[:len("124-81-")] + "*****")
}

// Error is why a text is not a business registration number.
type Error struct {
	// Code tells the reasons apart in programs.
	Code Code
	// Detail tells a person what is wrong and what is accepted.
	Detail string
}

// Code is a reason to refuse a business registration number.
type Code string

// The reasons to refuse a business registration number.
const (
	CodeFormat     Code = "format"
	CodeCheckDigit Code = "check-digit"
)

func (e *Error) Error() string { return e.Detail }

var format = regexp.MustCompile(`^(\d{3})-?(\d{2})-?(\d{5})$`)

// weights of the first nine digits in the check sum that the National Tax Service defines.
var weights = [9]int{1, 3, 7, 1, 3, 7, 1, 3, 5}

// Parse reads ten digits, with or without hyphens after the third and the fifth. Its error is an [*Error].
// A number that passes need not be registered: only the National Tax Service knows that.
func Parse(text string) (Number, error) {
	groups := format.FindStringSubmatch(text)
	if groups == nil {
		return "", &Error{CodeFormat, "a business registration number has 10 digits, such as 124-81-00998"}
	}
	digits := groups[1] + groups[2] + groups[3]
	if digit(digits, 9) != checkDigit(digits) {
		return "", &Error{CodeCheckDigit, "the last digit does not match the nine before it: look for a mistyped digit"}
	}
	return Number(digits), nil
}

// checkDigit computes the tenth digit from the first nine. The ninth digit's product counts twice:
// as it is, and its tens digit once more.
func checkDigit(digits string) int {
	sum := digit(digits, 8) * weights[8] / 10
	for i, weight := range weights {
		sum += digit(digits, i) * weight
	}
	return (10 - sum%10) % 10
}

func digit(digits string, i int) int {
	return int(digits[i] - '0')
}
