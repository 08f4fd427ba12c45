// Command dev runs the services on this machine for those who work on them.
//
//	dev run    from their sources, with servers of their own, until Ctrl-C; what a change touches is started again
//	dev walk   the same for as long as one tax-invoice sync and one insurance filing take, and shows each step
//	dev up     in containers, which stay when the command ends
//	dev logs   follow what the containers say
//	dev down   remove the containers; what the servers stored stays
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"kerp.io/apps/integration/workspace"
)

// actions by the argument that asks for them. They end when ctx does.
var actions = map[string]func(ctx context.Context, root string) error{
	"run":  runFromSource,
	"walk": walk,
	"up":   up,
	"logs": logs,
	"down": down,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	if err := run(ctx, os.Args[1:]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "dev:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	action, ok := actions[strings.Join(args, " ")]
	if !ok {
		return errors.New("usage: dev run | walk | up | logs | down")
	}
	root, err := workspace.Root()
	if err != nil {
		return err
	}
	return action(ctx, root)
}
