// Command worker does the K-ERP work that outlives a request, with the tax-scraper and the insurance-edi.
//
//	worker               serve until SIGTERM or SIGINT
//	worker healthcheck   exit with 0 if the server on this machine is healthy, with 1 if it is not
//
// The variables that set it up are the fields of [Settings].
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the image holds no time zones

	_ "golang.org/x/crypto/x509roots/fallback" // nor root certificates

	"kerp.io/libs/go/httpserver"
	"kerp.io/libs/go/logging"
	"kerp.io/libs/go/settings"
)

const (
	exitOK = iota
	exitFailure
	exitUsage
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) (exitCode int) {
	loaded, err := settings.Load[Settings](environ)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "worker:", err)
		return exitUsage
	}

	switch {
	case len(args) == 0:
		err = serve(ctx, loaded, logging.New(stdout, service, loaded.LogLevel))
	case len(args) == 1 && args[0] == "healthcheck":
		err = httpserver.Probe(ctx, string(loaded.HTTPAddr))
	default:
		_, _ = fmt.Fprintln(stderr, "usage: worker [healthcheck]")
		return exitUsage
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "worker:", err)
		return exitFailure
	}
	return exitOK
}
