package nats

import (
	"strings"
	"unicode"
)

// maxHeader bounds the text of a header in bytes.
const maxHeader = 1000

// headerText makes text fit for a header of a message, which ends at a line break.
func headerText(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	if len(text) > maxHeader {
		text = strings.ToValidUTF8(text[:maxHeader], "") + "…"
	}
	return text
}
