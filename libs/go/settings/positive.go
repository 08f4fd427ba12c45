package settings

import "strconv"

// Positive is a count of at least one.
type Positive int

// UnmarshalText takes a decimal number from 1 to 2147483647.
func (p *Positive) UnmarshalText(text []byte) error {
	number, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil {
		return err
	}
	if number < 1 {
		return strconv.ErrRange
	}
	*p = Positive(number)
	return nil
}
