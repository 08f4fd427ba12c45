//go:build linux

package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"

	"golang.org/x/sync/errgroup"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/component"
	"kerp.io/tools/local-cluster/machine"
	"kerp.io/tools/local-cluster/reach"
	"kerp.io/tools/local-cluster/supervise"
)

// environ is what the processes see of the environment: nothing of the user's, such as a proxy.
var environ = []string{"PATH=" + machine.Path, "HOME=/root"}

var errMachinesMounts = errors.New("it would change the machine's mounts: 'local-cluster up' gives it its own")

// Supervise runs the processes of the cluster until ctx is done. 'up' starts it, in a mount namespace of its own.
func Supervise(ctx context.Context, layout cluster.Layout, programs Programs, logger *slog.Logger) error {
	own, err := hasOwnMounts()
	if err != nil {
		return err
	}
	if !own {
		return errMachinesMounts
	}
	c, err := cluster.Load(layout)
	if err != nil {
		return err
	}
	err = beSupervisor(layout.SupervisorLock())
	if err != nil {
		return err
	}
	groups, err := machine.FindCgroups()
	if err != nil {
		return err
	}
	err = groups.Enter()
	if err != nil {
		return err
	}
	err = machine.MountPrivately(layout.Mounts())
	if err != nil {
		return err
	}
	var network net.ListenConfig
	listener, err := network.Listen(ctx, "tcp", fmt.Sprintf("%s:%d", c.Gateway(), c.Ports.API))
	if err != nil {
		return fmt.Errorf("let pods reach the API server: %w", err)
	}
	server, err := connect(layout, c)
	if err != nil {
		return err
	}
	supervisor := &supervise.Supervisor{
		Logger: logger, Log: layout.Log, File: layout.Processes(), Ready: (&probe{server}).wait,
		Environ: environ,
	}
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return reach.Relay(ctx, listener, fmt.Sprintf("127.0.0.1:%d", c.Ports.API)) })
	work.Go(func() error {
		return supervisor.Run(ctx, component.Processes(layout, c, programs.Self, programs.Kubernetes))
	})
	return work.Wait()
}

// hasOwnMounts compares with the process that started this one.
func hasOwnMounts() (bool, error) {
	own, err := os.Stat("/proc/self/ns/mnt")
	if err != nil {
		return false, fmt.Errorf("look at the mount namespace: %w", err)
	}
	parents, err := os.Stat(fmt.Sprintf("/proc/%d/ns/mnt", os.Getppid()))
	if err != nil {
		return false, fmt.Errorf("look at the mount namespace of the parent: %w", err)
	}
	return !os.SameFile(own, parents), nil
}
