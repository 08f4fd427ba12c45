//go:build linux

// Command local-cluster runs a real Kubernetes of one node on this machine, with a registry, and removes it again.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/failure"
	"kerp.io/tools/local-cluster/lifecycle"
	"kerp.io/tools/local-cluster/machine"
	"kerp.io/tools/local-cluster/registry"
)

const usage = `usage: local-cluster COMMAND

  up                 start the cluster, or repair it, and wait until it is ready
  status [--json]    say how it is and how it is reached
  down               end it and remove all of it
  kubectl ARGUMENTS  run kubectl on it; 'kubectl kustomize' is there too

Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 this machine cannot run a cluster, 4 (status) it is not ready
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // gives the signals their default effect back
	// Some shells look for programs only where users' are, and iptables is not there.
	err := os.Setenv("PATH", os.Getenv("PATH")+":"+machine.Path) //nolint:forbidigo // it is no setting of the program
	if err == nil {
		err = run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	}
	if err != nil {
		_, _ = fmt.Fprintf(os.Stderr, "local-cluster: %v\n", err)
	}
	os.Exit(failure.ExitCode(err))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		return failure.Usage("no command is named")
	}
	layout := cluster.Layout{Root: cluster.Folder}
	command, args := args[0], args[1:]
	if err := checkArguments(command, args); err != nil {
		return err
	}
	switch command {
	case "help", "-h", "--help":
		_, err := io.WriteString(stdout, usage)
		return err
	case "down":
		return lifecycle.Down(ctx, layout, stdout)
	case "registry":
		return serveRegistry(ctx, layout)
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the own program: %w", err)
	}
	programs, err := lifecycle.FindPrograms(self)
	if err != nil {
		return err
	}
	switch command {
	case "up":
		return up(ctx, layout, programs, stdout)
	case "status":
		return status(ctx, layout, programs, len(args) == 1, stdout)
	case "kubectl":
		return kubectl(layout, programs, args)
	default:
		return lifecycle.Supervise(ctx, layout, programs, slog.New(slog.NewJSONHandler(stderr, nil)))
	}
}

func checkArguments(command string, args []string) error {
	switch command {
	case "kubectl":
		return nil
	case "status":
		if len(args) == 1 && args[0] == "--json" {
			return nil
		}
	case "up", "down", "help", "-h", "--help", "registry", "supervise":
	default:
		return failure.Usage("there is no command %q", command)
	}
	if len(args) > 0 {
		return failure.Usage("%s takes no %q", command, args[0])
	}
	return nil
}

func up(ctx context.Context, layout cluster.Layout, programs lifecycle.Programs, out io.Writer) error {
	if err := lifecycle.Up(ctx, layout, programs, out); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "the cluster is ready\n  export KUBECONFIG=%s\n", layout.Kubeconfig())
	return err
}

func status(
	ctx context.Context, layout cluster.Layout, programs lifecycle.Programs, asJSON bool, out io.Writer,
) error {
	found, err := lifecycle.Look(ctx, layout, programs)
	if err != nil {
		return err
	}
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(found)
	} else {
		err = found.Print(out)
	}
	if err == nil && found.State != lifecycle.Ready {
		return &failure.Error{
			What: "the cluster is " + found.State, Fix: "local-cluster up", ExitCode: failure.ExitNotReady,
		}
	}
	return err
}

// kubectl becomes the cluster's kubectl.
func kubectl(layout cluster.Layout, programs lifecycle.Programs, args []string) error {
	environ := append(os.Environ(), lifecycle.KubectlEnviron(layout)...)
	//nolint:gosec // The cluster's own kubectl, with the user's arguments.
	err := syscall.Exec(programs.Kubernetes, append([]string{"kubernetes", "kubectl"}, args...), environ)
	return fmt.Errorf("run kubectl: %w", err)
}

func serveRegistry(ctx context.Context, layout cluster.Layout) error {
	c, err := cluster.Load(layout)
	if err != nil {
		return err
	}
	var network net.ListenConfig
	listener, err := network.Listen(ctx, "tcp", c.Registry())
	if err != nil {
		return fmt.Errorf("serve images: %w", err)
	}
	return registry.Serve(ctx, listener, layout.Registry())
}
