//go:build linux

package machine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/moby/sys/mountinfo"
	"golang.org/x/sys/unix"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/reach"
)

// Cgroups are the control groups below which everything of the cluster runs, by which all of it is found again.
type Cgroups struct {
	// roots are the folders of the hierarchies: one, or with cgroup v1 one for each controller and perhaps one of v2.
	roots []string
	// tracking is the hierarchy that holds every process.
	tracking string
	unified  bool
}

var errNoCgroups = errors.New("no control groups are mounted in /sys/fs/cgroup")

const cgroupFolder = "/sys/fs/cgroup"

// FindCgroups looks which kind of control groups the machine has.
func FindCgroups() (Cgroups, error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(cgroupFolder, &stat); err != nil {
		return Cgroups{}, errNoCgroups
	}
	if stat.Type == unix.CGROUP2_SUPER_MAGIC {
		return Cgroups{roots: []string{cgroupFolder}, tracking: cgroupFolder, unified: true}, nil
	}
	mounts, err := mountinfo.GetMounts(mountinfo.FSTypeFilter("cgroup", "cgroup2"))
	if err != nil {
		return Cgroups{}, fmt.Errorf("find the control groups: %w", err)
	}
	found := Cgroups{}
	for _, mount := range mounts {
		if filepath.Dir(mount.Mountpoint) != cgroupFolder {
			continue
		}
		found.roots = append(found.roots, mount.Mountpoint)
		if found.tracking == "" || filepath.Base(mount.Mountpoint) == "pids" {
			found.tracking = mount.Mountpoint
		}
	}
	if len(found.roots) == 0 {
		return Cgroups{}, errNoCgroups
	}
	return found, nil
}

// Create makes the cluster's groups, in which the kubelet makes those of the pods.
func (c Cgroups) Create() error {
	for _, root := range c.roots {
		if err := makeGroup(filepath.Join(root, cluster.Name)); err != nil {
			return err
		}
	}
	if err := makeGroup(c.components()); err != nil {
		return err
	}
	if !c.unified {
		return nil
	}
	for _, group := range []string{c.tracking, filepath.Join(c.tracking, cluster.Name)} {
		if err := enableControllers(group); err != nil {
			return err
		}
	}
	return nil
}

func makeGroup(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // the mode that the kernel gives them
		return fmt.Errorf("make a control group: %w", err)
	}
	return nil
}

func enableControllers(group string) error {
	available, err := os.ReadFile(filepath.Join(group, "cgroup.controllers")) //nolint:gosec // below /sys/fs/cgroup
	if err != nil {
		return fmt.Errorf("read the controllers of a control group: %w", err)
	}
	for controller := range strings.FieldsSeq(string(available)) {
		file := filepath.Join(group, "cgroup.subtree_control")
		if err := os.WriteFile(file, []byte("+"+controller), 0o600); err != nil {
			return fmt.Errorf("hand the controller %s on to new control groups: %w", controller, err)
		}
	}
	return nil
}

// Enter moves this process, and so all that it starts, into the group of the components.
func (c Cgroups) Enter() error {
	file := filepath.Join(c.components(), "cgroup.procs")
	if err := os.WriteFile(file, []byte(strconv.Itoa(os.Getpid())), 0o600); err != nil {
		return fmt.Errorf("enter a control group: %w", err)
	}
	return nil
}

// Processes are the ids of all processes of the cluster: components, shims and what runs in pods.
func (c Cgroups) Processes() ([]int, error) {
	var pids []int
	err := c.walk(c.tracking, func(folder string) error {
		text, err := os.ReadFile(filepath.Join(folder, "cgroup.procs")) //nolint:gosec // below /sys/fs/cgroup
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ENODEV) {
			return nil // the group has just been removed
		}
		if err != nil {
			return fmt.Errorf("read the processes of a control group: %w", err)
		}
		for field := range strings.FieldsSeq(string(text)) {
			// 0 is a process that cannot be seen from here.
			if pid, err := strconv.Atoi(field); err == nil && pid > 0 {
				pids = append(pids, pid)
			}
		}
		return nil
	})
	return pids, err
}

// KillAll ends every process of the cluster and waits until they are gone.
func (c Cgroups) KillAll(ctx context.Context) error {
	var left []int
	var failed error
	err := reach.Until(ctx, 20*time.Millisecond, func() bool {
		left, failed = c.Processes()
		for _, pid := range left {
			_ = unix.Kill(pid, unix.SIGKILL) // it may have ended by itself
		}
		return failed != nil || len(left) == 0
	})
	if failed != nil {
		return failed
	}
	if err != nil {
		return fmt.Errorf("processes %v do not end: %w", left, err)
	}
	return nil
}

// Remove removes the groups, which must hold no process any more.
func (c Cgroups) Remove() error {
	for _, root := range c.roots {
		var folders []string
		if err := c.walk(root, func(folder string) error {
			folders = append(folders, folder)
			return nil
		}); err != nil {
			return err
		}
		for _, folder := range slices.Backward(folders) {
			if err := unix.Rmdir(folder); err != nil && !errors.Is(err, unix.ENOENT) {
				return fmt.Errorf("remove the control group %s: %w", folder, err)
			}
		}
	}
	return nil
}

func (c Cgroups) components() string {
	return filepath.Join(c.tracking, cluster.Name, "components")
}

// walk visits the cluster's groups in a hierarchy, each before those inside of it.
func (Cgroups) walk(root string, visit func(folder string) error) error {
	err := filepath.WalkDir(filepath.Join(root, cluster.Name), func(file string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if !entry.IsDir() {
			return nil
		}
		return visit(file)
	})
	if err != nil {
		return fmt.Errorf("walk the control groups: %w", err)
	}
	return nil
}
