// Command echo is what the end-to-end tests run in pods.
//
//	echo               serve HTTP on :8080: /lookup?name=NAME answers with the addresses of a name, / with a greeting
//	echo lookup NAME   print the addresses of a name
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "echo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 2 && args[0] == "lookup" {
		addresses, err := lookup(ctx, args[1])
		if err == nil {
			_, err = fmt.Fprintln(out, addresses)
		}
		return err
	}
	http.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "hello") })
	http.HandleFunc("GET /lookup", func(w http.ResponseWriter, r *http.Request) {
		addresses, err := lookup(r.Context(), r.URL.Query().Get("name"))
		if err != nil {
			answer(w, http.StatusBadGateway, err.Error())
			return
		}
		answer(w, http.StatusOK, addresses)
	})
	if _, err := fmt.Fprintln(out, "serving"); err != nil {
		return fmt.Errorf("log: %w", err)
	}
	server := &http.Server{Addr: ":8080", ReadHeaderTimeout: time.Second}
	return server.ListenAndServe()
}

func lookup(ctx context.Context, name string) (string, error) {
	addresses, err := net.DefaultResolver.LookupHost(ctx, name)
	if err != nil {
		return "", fmt.Errorf("look up a name: %w", err)
	}
	return strings.Join(addresses, " "), nil
}

func answer(w http.ResponseWriter, status int, text string) {
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) //nolint:gosec // no browser is among those who ask
}
