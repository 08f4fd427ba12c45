//go:build linux

package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/component"
	"kerp.io/tools/local-cluster/failure"
	"kerp.io/tools/local-cluster/firewall"
	"kerp.io/tools/local-cluster/image"
	"kerp.io/tools/local-cluster/machine"
	"kerp.io/tools/local-cluster/reach"
)

// Up makes a cluster, or repairs the one that is there, and returns when it is ready.
func Up(ctx context.Context, layout cluster.Layout, programs Programs, out io.Writer) error {
	if err := machine.Check(ctx, isMade(layout)); err != nil {
		return err
	}
	release, err := lockFolder(ctx, layout.Root, out)
	if err != nil {
		return err
	}
	defer release()
	c, err := openCluster(ctx, layout, moduleVersion(programs.Kubernetes, "k8s.io/kubernetes"))
	if err != nil {
		return err
	}
	err = prepareMachine(ctx, c)
	if err != nil {
		return err
	}
	pause, err := image.FromProgram("local-cluster/pause", programs.Pause)
	if err != nil {
		return err
	}
	if supervisor(layout.SupervisorLock()) == 0 {
		err = writeFiles(layout, c, pause)
		if err != nil {
			return err
		}
		err = startSupervisor(ctx, layout, programs)
		if err != nil {
			return err
		}
	}
	server, err := connect(layout, c)
	if err != nil {
		return err
	}
	up := &bringUp{layout: layout, cluster: c, programs: programs, pause: pause, out: out, probe: &probe{server}}
	return up.run(ctx)
}

func isMade(layout cluster.Layout) bool {
	_, err := cluster.Load(layout)
	return !errors.Is(err, cluster.ErrNone)
}

// openCluster reads the state of the cluster, or makes a new one.
func openCluster(ctx context.Context, layout cluster.Layout, kubernetes string) (cluster.Cluster, error) {
	c, err := cluster.Load(layout)
	if errors.Is(err, cluster.ErrNone) {
		// What an earlier one left whose folder somebody removed.
		err = sweep(ctx, false)
		if err != nil {
			return c, err
		}
		return create(ctx, layout, kubernetes)
	}
	if err != nil {
		return c, err
	}
	if c.Kubernetes != kubernetes {
		return c, &failure.Error{
			What: fmt.Sprintf("the cluster is of Kubernetes %s, this program brings %s", c.Kubernetes, kubernetes),
			Fix:  "local-cluster down && local-cluster up",
		}
	}
	return c, nil
}

func prepareMachine(ctx context.Context, c cluster.Cluster) error {
	groups, err := machine.FindCgroups()
	if err != nil {
		return err
	}
	return errors.Join(
		groups.Create(),
		machine.SetSysctls(),
		machine.AddFolders(c.Folders),
		machine.AddBridge(c.Gateway()),
		firewall.Add(ctx, c),
	)
}

func writeFiles(layout cluster.Layout, c cluster.Cluster, pause *image.Image) error {
	for _, folder := range []string{
		layout.Logs(), layout.Config("volume-plugins"), layout.Registry(), layout.Containerd(),
	} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return fmt.Errorf("make a folder of the cluster: %w", err)
		}
	}
	if err := component.WriteIdentities(layout, c); err != nil {
		return err
	}
	settings := component.Machine{CNI: machine.PluginFolder(), NameServers: machine.NameServers()}
	return component.WriteConfig(layout, c, settings, pause.In(c.Registry()))
}

// startSupervisor starts the process that runs all others, with a mount namespace of its own, and leaves it alone.
func startSupervisor(ctx context.Context, layout cluster.Layout, programs Programs) error {
	groups, err := machine.FindCgroups()
	if err != nil {
		return err
	}
	// After a supervisor that was killed: its mounts end with what still runs in them.
	err = groups.KillAll(ctx)
	if err != nil {
		return err
	}
	log, err := os.OpenFile(layout.Log("supervisor"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("start the supervisor: %w", err)
	}
	defer func() { _ = log.Close() }()                  // the supervisor has its own copy
	command := exec.Command(programs.Self, "supervise") //nolint:gosec,noctx // it outlives this program
	command.Env, command.Stdout, command.Stderr = environ, log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Unshareflags: syscall.CLONE_NEWNS}
	if err := command.Start(); err != nil {
		return fmt.Errorf("start the supervisor: %w", err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = command.Wait() // why it ended is in its log
	}()
	return waitForSupervisor(ctx, layout, ended)
}

func waitForSupervisor(ctx context.Context, layout cluster.Layout, ended <-chan struct{}) error {
	gone := false
	err := reach.Until(ctx, interval, func() bool {
		select {
		case <-ended:
			gone = true
		default:
		}
		return gone || supervisor(layout.SupervisorLock()) != 0
	})
	if err != nil {
		return fmt.Errorf("start the supervisor: %w", err)
	}
	if gone {
		return &failure.Error{
			What: "the supervisor ended at once", Details: lastLines(layout.Log("supervisor"), logTail),
			Fix: "local-cluster down && local-cluster up",
		}
	}
	return nil
}
