package field

import (
	"errors"
	"regexp"

	"github.com/google/uuid"
)

var idFormat = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// ParseID reads a UUID in its usual form; uuid.Parse alone would take others too.
func ParseID(text string) (uuid.UUID, error) {
	if text == "" {
		return uuid.Nil, ErrRequired
	}
	id, err := uuid.Parse(text)
	if err != nil || !idFormat.MatchString(text) {
		return uuid.Nil, errors.New("want a UUID")
	}
	return id, nil
}
