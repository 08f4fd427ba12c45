//go:build linux

package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/moby/sys/mountinfo"
	"golang.org/x/sys/unix"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/failure"
	"kerp.io/tools/local-cluster/firewall"
	"kerp.io/tools/local-cluster/machine"
	"kerp.io/tools/local-cluster/reach"
)

// ending is how long killed processes may take to be gone.
const ending = 30 * time.Second

// Down ends the cluster and removes all of it, also what is left of one that was made only in part.
func Down(ctx context.Context, layout cluster.Layout, out io.Writer) error {
	if os.Geteuid() != 0 {
		return &failure.Error{What: "the cluster is root's", Fix: "run it as root", ExitCode: failure.ExitUnable}
	}
	release, err := lockFolder(ctx, layout.Root, out)
	if err != nil {
		return err
	}
	defer release()
	c, err := cluster.Load(layout)
	made := !errors.Is(err, cluster.ErrNone)
	if made && err != nil {
		_, _ = fmt.Fprintf(out, "the machine's settings stay as they are: %v\n", err)
	}
	if err := sweep(ctx, made); err != nil {
		return err
	}
	if err := errors.Join(machine.RestoreSysctls(c.Sysctls), machine.RemoveFolders(c.Folders)); err != nil {
		return err
	}
	return removeFolder(layout.Root)
}

// sweep ends the processes and removes what is outside of the cluster's folder. Everything is tried, whatever fails.
func sweep(ctx context.Context, made bool) error {
	ctx, cancel := context.WithTimeout(ctx, ending)
	defer cancel()
	groups, err := machine.FindCgroups()
	if err != nil {
		return err
	}
	if err := groups.KillAll(ctx); err != nil {
		return err // the processes would make again what is removed
	}
	return errors.Join(
		removeGroups(ctx, groups),
		firewall.Remove(ctx, made),
		machine.RemoveBridge(),
	)
}

// removeGroups waits for the kernel: a group is busy until the last process has been taken down.
func removeGroups(ctx context.Context, groups machine.Cgroups) error {
	var failed error
	err := reach.Until(ctx, interval, func() bool {
		failed = groups.Remove()
		return !errors.Is(failed, unix.EBUSY)
	})
	if failed != nil {
		return failed
	}
	return err
}

// removeFolder removes the folder of the cluster, but nothing that is mounted in it.
func removeFolder(folder string) error {
	mounts, err := mountinfo.GetMounts(mountinfo.PrefixFilter(folder))
	if err != nil {
		return fmt.Errorf("look for mounts: %w", err)
	}
	for _, mount := range slices.Backward(mounts) {
		if err := unix.Unmount(mount.Mountpoint, unix.MNT_DETACH); err != nil {
			return fmt.Errorf("unmount %s: %w", mount.Mountpoint, err)
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("remove the folder of the cluster: %w", err)
	}
	return nil
}
