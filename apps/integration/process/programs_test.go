package process_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"kerp.io/apps/integration/process"
)

// as is the variable that makes the test binary one of the programs.
const as = "PROCESS_TEST_AS"

// programs are what the test binary can be instead of a test.
var programs = map[string]func(args []string) (exitCode int){
	"ready": func([]string) int {
		say("starting")
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGTERM)
		say("ready at 127.0.0.1:1")
		<-stop
		say("bye")
		return 0
	},
	"failing": func([]string) int {
		say("no such table")
		return 3
	},
	"stubborn": func([]string) int {
		signal.Ignore(syscall.SIGTERM)
		say("ready")
		select {}
	},
	// Opens the pipe args[0] and keeps it open.
	"holder": func(args []string) int {
		if _, err := os.OpenFile(args[0], os.O_WRONLY, 0); err != nil {
			say(err.Error())
			return 1
		}
		say("ready")
		select {}
	},
	// Starts a child that opens the pipe args[0] and keeps it open.
	"parent": func(args []string) int {
		child := exec.CommandContext(context.Background(), "sleep", "infinity")
		pipe, err := os.OpenFile(args[0], os.O_WRONLY, 0)
		if err == nil {
			child.ExtraFiles = []*os.File{pipe}
			err = errors.Join(child.Start(), pipe.Close())
		}
		if err != nil {
			say(err.Error())
			return 1
		}
		say("ready")
		select {}
	},
	// Supervises a holder of the pipe args[0], says where its folder is, and waits to be killed.
	"supervisor": func(args []string) int {
		supervisor, err := process.New(context.Background(), args[1], nil)
		if err != nil {
			say(err.Error())
			return 1
		}
		folder, err := supervisor.Folder("data", nil)
		if err == nil {
			_, err = supervisor.Start(context.Background(), program("holder", args[0]))
		}
		if err != nil {
			say(err.Error())
			return 1
		}
		say(filepath.Dir(folder))
		select {}
	},
}

func say(line string) { _, _ = os.Stdout.WriteString(line + "\n") }

func TestMain(m *testing.M) {
	if name, ok := os.LookupEnv(as); ok {
		// Past what a test binary does at its end: it would wait, and speak of coverage.
		syscall.Exit(programs[name](os.Args[1:]))
	}
	os.Exit(m.Run())
}

// program is the command of one of the programs.
func program(name string, args ...string) process.Command {
	return process.Command{
		Name: name,
		Argv: append([]string{"/proc/self/exe"}, args...),
		Env: []string{
			as + "=" + name,
			"PATH=" + os.Getenv("PATH"), //nolint:forbidigo // for what it starts
			"GORACE=atexit_sleep_ms=0",  // else the race detector makes each end a second longer
		},
		Ready: "ready",
	}
}
