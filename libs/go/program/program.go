// Package program is what the main packages of all services share: arguments, settings, log, signals and exit codes.
//
//	NAME               serve until SIGTERM or SIGINT
//	NAME healthcheck   exit with 0 if the server on this machine is healthy, with 1 if it is not
//	NAME COMMAND ...   what else the program can do
//
// It also brings what the images leave out and only a binary may bring: time zones and root certificates.
package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // the images hold no time zones

	_ "golang.org/x/crypto/x509roots/fallback" // nor root certificates

	"kerp.io/libs/go/httpserver"
	"kerp.io/libs/go/logging"
	"kerp.io/libs/go/settings"
)

// What a program exits with.
const (
	ExitOK      = iota
	ExitFailure // it could not serve, or the server is not healthy
	ExitUsage   // its arguments or environment variables are wrong
)

// Settings is a struct that [settings.Load] reads, and what a program must know of it.
type Settings interface {
	// ListenAddr is where the service serves HTTP: a host:port or :port.
	ListenAddr() string
	// MinLevel is the level below which nothing is logged.
	MinLevel() slog.Level
}

// Program is the binary of a service that is set up by an S.
type Program[S Settings] struct {
	// Name is that of the binary. Usage and errors begin with it.
	Name string
	// Service is named in each line of the log.
	Service string
	// Serve runs the service until ctx is done. It returns nil after a clean shutdown.
	Serve func(ctx context.Context, config S, logger *slog.Logger) error
	// Commands are what the program does beside serving, by the first argument.
	Commands map[string]Command
}

// Command does what args, those after its name, say, with settings of its own from environ, and writes what came of it
// to stdout. A [*UsageError] or [*settings.Error] makes the program exit with [ExitUsage].
type Command func(ctx context.Context, args, environ []string, stdout io.Writer) error

// UsageError is the answer to arguments that are not taken.
type UsageError struct {
	// Arguments are those that are, as they follow the name of the program: "move up | move down STEPS".
	Arguments string
}

func (e *UsageError) Error() string { return "usage: " + e.Arguments }

// Main runs the program with the arguments, variables and streams of this process, and returns its exit code.
// SIGTERM or SIGINT makes it stop serving; a second one ends the process at once.
func (p Program[S]) Main() (exitCode int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // gives the signals their default effect back
	return p.Run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
}

// Run does what args say, with settings from environ, until it is done or ctx is, and returns the exit code.
// It logs to stdout, and says on stderr why it fails.
func (p Program[S]) Run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) (exitCode int) {
	err := p.run(ctx, args, environ, stdout)
	if err == nil {
		return ExitOK
	}
	if usage, ok := errors.AsType[*UsageError](err); ok {
		_, _ = fmt.Fprintf(stderr, "usage: %s %s\n", p.Name, usage.Arguments)
		return ExitUsage
	}
	_, _ = fmt.Fprintf(stderr, "%s: %v\n", p.Name, err)
	if _, ok := errors.AsType[*settings.Error](err); ok {
		return ExitUsage
	}
	return ExitFailure
}

func (p Program[S]) run(ctx context.Context, args, environ []string, stdout io.Writer) error {
	if len(args) > 0 {
		if command, ok := p.Commands[args[0]]; ok {
			return command(ctx, args[1:], environ, stdout)
		}
	}
	loaded, err := settings.Load[S](environ)
	if err != nil {
		return err
	}
	switch {
	case len(args) == 0:
		return p.Serve(ctx, loaded, logging.New(stdout, p.Service, loaded.MinLevel()))
	case len(args) == 1 && args[0] == "healthcheck":
		return httpserver.Probe(ctx, loaded.ListenAddr())
	default:
		commands := append([]string{"healthcheck"}, slices.Sorted(maps.Keys(p.Commands))...)
		return &UsageError{"[" + strings.Join(commands, " | ") + "]"}
	}
}
