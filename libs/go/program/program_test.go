package program_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"kerp.io/libs/go/httpserver"
	"kerp.io/libs/go/program"
	"kerp.io/libs/go/program/programtest"
	"kerp.io/libs/go/settings"
)

type testSettings struct {
	HTTPAddr settings.ListenAddr `env:"HTTP_ADDR" envDefault:":8080" accepts:"host:port or :port"`
	LogLevel slog.Level          `env:"LOG_LEVEL" envDefault:"info" accepts:"debug, info, warn or error"`
}

func (s testSettings) ListenAddr() string   { return string(s.HTTPAddr) }
func (s testSettings) MinLevel() slog.Level { return s.LogLevel }

var ledger = program.Program[testSettings]{
	Name:    "ledger",
	Service: "ledger-server",
	Serve: func(ctx context.Context, config testSettings, logger *slog.Logger) error {
		server := httpserver.New(httpserver.Config{ShutdownTimeout: time.Minute, Logger: logger})
		return server.ListenAndServe(ctx, config.ListenAddr())
	},
	Commands: map[string]program.Command{"balance": balance},
}

func balance(_ context.Context, args, environ []string, stdout io.Writer) error {
	if len(args) != 1 {
		return &program.UsageError{Arguments: "balance YEAR"}
	}
	if args[0] == "1999" {
		return errors.New("no books of 1999")
	}
	_, err := fmt.Fprintf(stdout, "balance of %s with %s\n", args[0], environ)
	return err
}

// asLedger is the variable that makes the test binary the ledger.
const asLedger = "PROGRAM_TEST_AS_LEDGER"

func TestMain(m *testing.M) {
	if _, ok := os.LookupEnv(asLedger); ok {
		os.Exit(ledger.Main())
	}
	os.Exit(m.Run())
}

func TestMainStopsOnSIGTERM(t *testing.T) {
	t.Parallel()

	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	process := exec.CommandContext(t.Context(), executable) //nolint:gosec // the test binary itself
	process.Env = []string{asLedger + "=1", "HTTP_ADDR=127.0.0.1:0"}
	stdout, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}

	var messages []string
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		var line struct{ Msg string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatalf("log line %q is not JSON: %v", lines.Text(), err)
		}
		messages = append(messages, line.Msg)
		if line.Msg == "serving HTTP" {
			if err := process.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got, want := strings.Join(messages, ", "), "serving HTTP, shutting down"; got != want {
		t.Errorf("logged %q, want %q", got, want)
	}
	if err := process.Wait(); err != nil {
		t.Errorf("the stopped process: %v, want exit code 0", err)
	}
}

func TestRunHealthcheck(t *testing.T) {
	t.Parallel()

	server := programtest.Start(t, ledger, "HTTP_ADDR=127.0.0.1:0")
	environ := []string{"HTTP_ADDR=" + server.Addr}
	code := ledger.Run(t.Context(), []string{"healthcheck"}, environ, io.Discard, io.Discard)
	if code != program.ExitOK {
		t.Errorf("healthcheck of the running server exits with %d, want %d", code, program.ExitOK)
	}
}

// A command has settings of its own: those of serving need not be there.
func TestRunCommand(t *testing.T) {
	t.Parallel()

	var stdout strings.Builder
	code := ledger.Run(t.Context(), []string{"balance", "2026"}, []string{"HTTP_ADDR=8080"}, &stdout, io.Discard)
	if want := "balance of 2026 with [HTTP_ADDR=8080]\n"; code != program.ExitOK || stdout.String() != want {
		t.Errorf("balance 2026 = %d %q, want %d %q", code, stdout.String(), program.ExitOK, want)
	}
}

func TestRunLogs(t *testing.T) {
	t.Parallel()

	talkative := program.Program[testSettings]{
		Service: "ledger-server",
		Serve: func(ctx context.Context, _ testSettings, logger *slog.Logger) error {
			logger.InfoContext(ctx, "page read")
			logger.WarnContext(ctx, "page torn")
			return nil
		},
	}
	var stdout strings.Builder
	talkative.Run(t.Context(), nil, []string{"LOG_LEVEL=warn"}, &stdout, io.Discard)

	var line struct{ Msg, Service string }
	if err := json.Unmarshal([]byte(stdout.String()), &line); err != nil {
		t.Fatalf("log %q is not one line of JSON: %v", stdout.String(), err)
	}
	if line.Msg != "page torn" || line.Service != "ledger-server" {
		t.Errorf("log = %+v, want the warning of ledger-server only", line)
	}
}

func TestRunFails(t *testing.T) {
	t.Parallel()

	var network net.ListenConfig
	taken, err := network.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	takenAddr := taken.Addr().String()

	const closedAddr = "127.0.0.1:1" // where nothing listens

	tests := map[string]struct {
		args, environ []string
		wantCode      int
		wantStderr    string
	}{
		"wrong settings": {
			environ:  []string{"HTTP_ADDR=8080", "LOG_LEVEL=loud"},
			wantCode: program.ExitUsage,
			wantStderr: "ledger: wrong environment variables:\n" +
				"  HTTP_ADDR=\"8080\": want host:port or :port\n" +
				"  LOG_LEVEL=\"loud\": want debug, info, warn or error\n",
		},
		"unknown argument": {
			args:       []string{"migrate"},
			wantCode:   program.ExitUsage,
			wantStderr: "usage: ledger [healthcheck | balance]\n",
		},
		"an argument too many": {
			args:       []string{"healthcheck", "now"},
			wantCode:   program.ExitUsage,
			wantStderr: "usage: ledger [healthcheck | balance]\n",
		},
		"wrong arguments of a command": {
			args:       []string{"balance"},
			wantCode:   program.ExitUsage,
			wantStderr: "usage: ledger balance YEAR\n",
		},
		"a command that fails": {
			args:       []string{"balance", "1999"},
			wantCode:   program.ExitFailure,
			wantStderr: "ledger: no books of 1999\n",
		},
		"address in use": {
			environ:    []string{"HTTP_ADDR=" + takenAddr},
			wantCode:   program.ExitFailure,
			wantStderr: "ledger: serve HTTP: listen tcp " + takenAddr + ": bind: address already in use\n",
		},
		"healthcheck without a server": {
			args:     []string{"healthcheck"},
			environ:  []string{"HTTP_ADDR=" + closedAddr},
			wantCode: program.ExitFailure,
			wantStderr: `ledger: probe: Get "http://` + closedAddr + `/health": dial tcp ` + closedAddr +
				": connect: connection refused\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			var stderr strings.Builder
			code := ledger.Run(t.Context(), test.args, test.environ, io.Discard, &stderr)
			if code != test.wantCode || stderr.String() != test.wantStderr {
				t.Errorf("Run(%q, %q) = %d %q, want %d %q",
					test.args, test.environ, code, stderr.String(), test.wantCode, test.wantStderr)
			}
		})
	}
}
