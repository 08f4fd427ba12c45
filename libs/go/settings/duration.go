package settings

import (
	"errors"
	"time"
)

// Duration is a span of time that is not negative, written as Go writes it: 10s, 1m30s.
type Duration time.Duration

// UnmarshalText takes what [time.ParseDuration] takes, except a negative span.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return err
	}
	if parsed < 0 {
		return errors.New("the duration is negative")
	}
	*d = Duration(parsed)
	return nil
}
