// Package logging writes a service's log as JSON lines and keeps resident registration numbers out of them.
package logging

import (
	"io"
	"log/slog"
	"regexp"
)

// New returns a logger that writes records of at least the given level to w, each with the name of the service.
//
// A resident registration number (주민등록번호) inside a message, a string or an error keeps its birth date and
// loses the rest. This is the last line of defense: values of other types are written as they are.
func New(w io.Writer, service string, level slog.Leveler) *slog.Logger {
	handler := slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: maskAttr})
	return slog.New(handler).With(slog.String("service", service))
}

// A birth date as yymmdd, then the seven digits that make it personal.
var residentNumber = regexp.MustCompile(`\b(\d{2}(?:0[1-9]|1[012])(?:0[1-9]|[12]\d|3[01]))-?\d{7}\b`)

func maskAttr(_ []string, attr slog.Attr) slog.Attr {
	switch value := attr.Value.Any().(type) {
	case string:
		attr.Value = slog.StringValue(mask(value))
	case error:
		attr.Value = slog.StringValue(mask(value.Error()))
	}
	return attr
}

func mask(text string) string {
	return residentNumber.ReplaceAllString(text, "$1-*******")
}
