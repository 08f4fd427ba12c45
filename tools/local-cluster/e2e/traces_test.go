//go:build e2e && linux

package e2e_test

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/machine"
	"kerp.io/tools/local-cluster/reach"
)

// trace is what a cluster may leave on a machine.
type trace struct {
	// things are mounts, links, chains, control groups, folders and processes, in words.
	things  []string
	sysctls map[string]string
}

func traces(t *testing.T) trace {
	t.Helper()
	found := trace{}
	found.things = slices.Concat(ownLinks(t), ownChains(t), ownMounts(t), ownGroups(t), folders(), ownProcesses(t))
	slices.Sort(found.things)
	sysctls, err := machine.Sysctls()
	if err != nil {
		t.Fatal(err)
	}
	found.sysctls = sysctls
	return found
}

// expectTraces waits until the machine is as before: the kernel takes a moment for what processes have left.
func expectTraces(t *testing.T, before trace) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var now trace
	err := reach.Until(ctx, 100*time.Millisecond, func() bool {
		now = traces(t)
		return slices.Equal(now.things, before.things) && maps.Equal(now.sysctls, before.sysctls)
	})
	if err != nil {
		t.Fatalf("the machine is not as before:\n%q\n%v\nwas:\n%q\n%v",
			now.things, now.sysctls, before.things, before.sysctls)
	}
}

// giveBack gives the machine back what only the cluster's folder told: settings, and the folders that were mounted on.
func (b trace) giveBack(t *testing.T) {
	t.Helper()
	made := slices.DeleteFunc(folders(), func(folder string) bool { return slices.Contains(b.things, folder) })
	for i := range made {
		made[i] = strings.TrimPrefix(made[i], "folder ")
	}
	if err := errors.Join(machine.RestoreSysctls(b.sysctls), machine.RemoveFolders(made)); err != nil {
		t.Fatal(err)
	}
}

func ownLinks(t *testing.T) []string {
	t.Helper()
	links, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, link := range links {
		if link.Name == cluster.Bridge {
			found = append(found, "link "+link.Name)
		}
	}
	return found
}

func ownChains(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, program := range []string{"iptables-save", "ip6tables-save"} {
		output, err := exec.CommandContext(t.Context(), program).Output() //nolint:gosec // one of two
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(output)) {
			if strings.Contains(line, "KUBE-") || strings.Contains(line, "KERP-") || strings.Contains(line, "CNI-") {
				found = append(found, program+" "+strings.TrimSpace(line))
			}
		}
	}
	return found
}

func ownMounts(t *testing.T) []string {
	t.Helper()
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for line := range strings.Lines(string(mounts)) {
		if strings.Contains(line, cluster.Folder) {
			found = append(found, "mount "+strings.TrimSpace(line))
		}
	}
	return found
}

func ownGroups(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir("/sys/fs/cgroup", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == cluster.Name {
			found = append(found, "control group "+file)
			return filepath.SkipDir
		}
		return nil // others come and go
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// folders are the cluster's own and those that its components use besides.
func folders() []string {
	places := []string{cluster.Folder, "/usr/libexec/kubernetes", "/opt/cni", "/var/run/kubernetes"}
	places = append(places, slices.Collect(maps.Keys(cluster.Layout{}.Mounts()))...)
	var found []string
	for _, place := range places {
		if _, err := os.Stat(place); err == nil {
			found = append(found, "folder "+place)
		}
	}
	return found
}

// ownProcesses are those whose command names the cluster's folder or its programs.
func ownProcesses(t *testing.T) []string {
	t.Helper()
	commands, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, file := range commands {
		text, err := os.ReadFile(file) //nolint:gosec // the kernel's
		if err != nil {
			continue // it has ended
		}
		command := strings.ReplaceAll(string(text), "\x00", " ")
		if strings.Contains(command, cluster.Folder) || strings.HasPrefix(command, program(t)) {
			found = append(found, "process "+file+" "+command)
		}
	}
	return found
}

// expectPrivate checks that nobody else can look into a folder.
func expectPrivate(t *testing.T, folder string) {
	t.Helper()
	info, err := os.Stat(folder)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o700 {
		t.Errorf("%s has mode %o, want 700", folder, mode)
	}
}
