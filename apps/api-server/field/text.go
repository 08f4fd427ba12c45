package field

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrRequired is the error of a field that is missing or empty.
var ErrRequired = errors.New("is required")

// CheckText returns why text is no name of a person, a company or the like, or nil: it has 1 to limit characters, all
// of them visible or spaces, and no space at its ends.
func CheckText(text string, limit int) error {
	switch {
	case text == "":
		return ErrRequired
	case utf8.RuneCountInString(text) > limit:
		return fmt.Errorf("has more than %d characters", limit)
	case strings.TrimSpace(text) != text:
		return errors.New("begins or ends with a space")
	case slices.ContainsFunc([]rune(text), func(r rune) bool { return !unicode.IsPrint(r) }):
		return errors.New("has a control character or another that cannot be seen")
	}
	return nil
}
