//go:build integration

// Package cases runs the services together and looks at what a request leads to, also when one of them, or one of the
// servers that they use, goes away in the middle.
package cases_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kerp.io/apps/integration/api"
	"kerp.io/apps/integration/environment"
	"kerp.io/apps/integration/process"
	"kerp.io/apps/integration/services"
	"kerp.io/apps/integration/workspace"
	"kerp.io/libs/go/settings"
)

// startTimeout bounds the start of everything: servers, schema, services, browser.
const startTimeout = 2 * time.Minute

// system is what all cases work with.
type system struct {
	root, logs string
	servers    *environment.Environment
	// databaseURL is that of the services' database.
	databaseURL string
	services    *services.Stack
	api         *api.Client
}

var kerp system

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// run starts everything, runs the tests and leaves nothing behind but, when something failed, the logs.
func run(m *testing.M) (code int, err error) {
	root, err := workspace.Root()
	if err != nil {
		return 0, err
	}
	logs := filepath.Join(root, "dist", "test", "apps", "integration", "logs")
	if err = os.RemoveAll(logs); err != nil {
		return 0, err
	}
	supervisor, err := process.New(context.Background(), logs)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, supervisor.Close(), keepLogs(logs, code != 0 || err != nil)) }()

	kerp.root, kerp.logs = root, logs
	database, err := start(root, supervisor)
	if err != nil {
		return 0, err
	}
	code = m.Run()
	showCases()
	return code, database.Drop(context.Background())
}

func start(root string, supervisor *process.Supervisor) (*environment.Database, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()

	given, err := settings.Load[environment.Given](os.Environ())
	if err != nil {
		return nil, err
	}
	servers, err := environment.Start(ctx, supervisor, given, root)
	if err != nil {
		return nil, err
	}
	database, err := servers.NewDatabase(ctx)
	if err != nil {
		return nil, err
	}
	stack, err := services.New(ctx, supervisor, services.Config{
		Root: root, Servers: servers, DatabaseURL: database.URL, Variables: impatient,
	})
	if err != nil {
		return nil, err
	}
	if err := stack.Start(ctx); err != nil {
		return nil, err
	}
	kerp.servers, kerp.databaseURL, kerp.services, kerp.api = servers, database.URL, stack, api.New(stack.API.Addr)
	return database, nil
}

// keepLogs quotes the end of each log when something failed; when not, the logs go.
func keepLogs(logs string, failed bool) error {
	if !failed {
		return os.RemoveAll(logs)
	}
	files, err := filepath.Glob(filepath.Join(logs, "*.log"))
	for _, file := range files {
		_, _ = fmt.Fprintln(os.Stdout, process.Tail(file))
	}
	return err
}
