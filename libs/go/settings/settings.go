// Package settings reads a service's settings from environment variables and reports every wrong one at once.
//
// A settings type is a flat struct:
//
//	type Settings struct {
//		Addr  settings.ListenAddr `env:"HTTP_ADDR" envDefault:":8080" accepts:"host:port or :port"`
//		Level slog.Level          `env:"LOG_LEVEL" envDefault:"info"  accepts:"debug, info, warn or error"`
//		DSN   DSN                 `env:"DSN" accepts:"a postgres:// URL" secret:"true"`
//	}
//
// A field without envDefault is required. An empty variable counts as unset, as templates often leave one behind.
package settings

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Load reads T from environ, a list of NAME=value such as [os.Environ] returns.
// Its error is an [*Error] unless T itself is unusable.
func Load[T any](environ []string) (T, error) {
	variables := nonEmpty(env.ToMap(environ))
	loaded, err := env.ParseAsWithOptions[T](env.Options{Environment: variables, RequiredIfNoDef: true})

	var aggregate env.AggregateError
	if !errors.As(err, &aggregate) {
		return loaded, err
	}

	var zero T
	report := &Error{}
	for _, cause := range aggregate.Errors {
		problem, err := describe(reflect.TypeFor[T](), variables, cause)
		if err != nil {
			return zero, err
		}
		report.Problems = append(report.Problems, problem)
	}
	return zero, report
}

// Error lists every environment variable that is missing or has a value that is not accepted.
type Error struct {
	// Problems holds one sentence for each variable, in the order of the struct's fields.
	Problems []string
}

func (e *Error) Error() string {
	return "wrong environment variables:\n  " + strings.Join(e.Problems, "\n  ")
}

func nonEmpty(variables map[string]string) map[string]string {
	kept := make(map[string]string, len(variables))
	for name, value := range variables {
		if value != "" {
			kept[name] = value
		}
	}
	return kept
}

// describe says in one sentence which variable is wrong, how, and what it accepts.
func describe(settings reflect.Type, variables map[string]string, cause error) (string, error) {
	var unset env.VarIsNotSetError
	var invalid env.ParseError
	isUnset, isInvalid := errors.As(cause, &unset), errors.As(cause, &invalid)

	for _, field := range reflect.VisibleFields(settings) {
		name, _, _ := strings.Cut(field.Tag.Get("env"), ",")
		accepts := field.Tag.Get("accepts")
		switch {
		case isUnset && unset.Key == name:
			return fmt.Sprintf("%s is not set: want %s", name, accepts), nil
		case isInvalid && invalid.Name == field.Name && field.Tag.Get("secret") == "true":
			return fmt.Sprintf("%s has a wrong value, not shown as it is secret: want %s", name, accepts), nil
		case isInvalid && invalid.Name == field.Name:
			return fmt.Sprintf("%s=%q: want %s", name, variables[name], accepts), nil
		}
	}
	return "", fmt.Errorf("settings type %s cannot be read: %w", settings, cause)
}
