// Command dev runs the services on this machine for those who work on them.
//
//	dev up     start them in containers, which stay when the command ends
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

const usage = "usage: dev up | logs | down"

// actions by the argument that asks for them. They end when ctx does.
var actions = map[string]func(ctx context.Context, root string) error{
	"up":   up,
	"logs": logs,
	"down": down,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	if err := run(ctx, os.Args[1:]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "dev:", err)
		os.Exit(1) //nolint:gocritic // stop only gives the signals back
	}
}

func run(ctx context.Context, args []string) error {
	action, ok := actions[strings.Join(args, " ")]
	if !ok {
		return errors.New(usage)
	}
	root, err := workspace.Root()
	if err != nil {
		return err
	}
	return action(ctx, root)
}
