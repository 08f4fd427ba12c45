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

	"kerp.io/apps/integration/process"
	"kerp.io/apps/integration/system"
	"kerp.io/apps/integration/workspace"
)

// What all cases work with.
var (
	root, logs string
	kerp       *system.System
)

func TestMain(m *testing.M) {
	code, err := run(context.Background(), m)
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// run starts everything, runs the tests and leaves nothing behind but, when something failed, the logs.
func run(ctx context.Context, m *testing.M) (code int, err error) {
	if root, err = workspace.Root(); err != nil {
		return 0, err
	}
	logs = filepath.Join(root, "dist", "test", "apps", "integration", "logs")
	err = os.RemoveAll(logs)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, keepLogs(code != 0 || err != nil)) }()

	kerp, err = system.Start(ctx, system.Config{Root: root, Logs: logs, Services: impatient})
	if err != nil {
		return 0, err
	}
	code = m.Run()
	showCases()
	return code, kerp.Close(ctx)
}

// keepLogs quotes the end of each log when something failed; when not, the logs go.
func keepLogs(failed bool) error {
	if !failed {
		return os.RemoveAll(logs)
	}
	files, err := filepath.Glob(filepath.Join(logs, "*.log"))
	for _, file := range files {
		_, _ = fmt.Fprintln(os.Stdout, process.Tail(file))
	}
	return err
}
