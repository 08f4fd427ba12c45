//go:build linux

// Package machine prepares a machine for a cluster, and gives it back as it was.
package machine

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"kerp.io/tools/local-cluster/failure"
	"kerp.io/tools/local-cluster/firewall"
)

// programs are what a cluster starts and does not bring, and the Debian packages that have them.
var programs = map[string]string{
	"containerd":              "containerd",
	"containerd-shim-runc-v2": "containerd",
	"runc":                    "runc",
	"iptables":                "iptables",
	"iptables-save":           "iptables",
	"iptables-restore":        "iptables",
	"ip6tables-save":          "iptables",
	"ip6tables-restore":       "iptables",
}

// plugins are what connects pods.
var plugins = []string{"bridge", "host-local", "loopback"}

// pluginFolders are where Debian and where the plugins' own releases put them.
var pluginFolders = []string{"/usr/lib/cni", "/opt/cni/bin"}

// Path is the search path of everything that a cluster starts.
const Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// problem is a reason why a machine cannot run a cluster.
type problem struct{ what, fix string }

// Check says with a [failure.Error] why this machine cannot run a cluster, if it cannot. made says whether there is a
// cluster: chains of Kubernetes are its own then.
func Check(ctx context.Context, made bool) error {
	if os.Geteuid() != 0 {
		// The other checks need root as well.
		return unable([]problem{{fmt.Sprintf("it takes root, this is user %d", os.Geteuid()), "run it as root"}})
	}
	var found []problem
	for _, check := range []func(context.Context) []problem{
		missingPrograms, missingPlugins, missingRights, missingKernel,
	} {
		found = append(found, check(ctx)...)
	}
	if len(found) == 0 && !made {
		found = otherKubernetes(ctx)
	}
	if len(found) == 0 {
		return nil
	}
	return unable(found)
}

func unable(problems []problem) error {
	failed := &failure.Error{What: "this machine cannot run a cluster", ExitCode: failure.ExitUnable}
	fixes := []string{}
	for _, one := range problems {
		failed.Details = append(failed.Details, one.what)
		fixes = append(fixes, one.fix)
	}
	failed.Fix = strings.Join(unique(fixes), "; ")
	return failed
}

func unique(texts []string) []string {
	var kept []string
	seen := map[string]bool{}
	for _, text := range texts {
		if !seen[text] {
			kept, seen[text] = append(kept, text), true
		}
	}
	return kept
}

func missingPrograms(context.Context) []problem {
	var found []problem
	for _, program := range sortedKeys(programs) {
		if _, err := exec.LookPath(program); err != nil {
			found = append(found, problem{"there is no program " + program, "apt-get install " + programs[program]})
		}
	}
	return found
}

func missingPlugins(context.Context) []problem {
	if PluginFolder() != "" {
		return nil
	}
	return []problem{{
		fmt.Sprintf("the network plugins %s are in none of %s",
			strings.Join(plugins, ", "), strings.Join(pluginFolders, ", ")),
		"apt-get install containernetworking-plugins",
	}}
}

// PluginFolder is where the network plugins are, or empty.
func PluginFolder() string {
	for _, folder := range pluginFolders {
		complete := true
		for _, plugin := range plugins {
			_, err := os.Stat(filepath.Join(folder, plugin))
			complete = complete && err == nil
		}
		if complete {
			return folder
		}
	}
	return ""
}

const inContainer = "run it on the machine itself, or in a privileged container"

func missingRights(ctx context.Context) []problem {
	var found []problem
	command := exec.CommandContext(ctx, "/proc/self/exe", "help")
	command.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if err := command.Run(); err != nil {
		found = append(found, problem{fmt.Sprintf("it cannot make a mount namespace: %v", err), inContainer})
	}
	groups, err := FindCgroups()
	if err == nil {
		err = groups.Create()
	}
	if err != nil {
		found = append(found, problem{err.Error(), inContainer})
	}
	if file, err := os.OpenFile(sysctlFolder+"/net/ipv4/ip_forward", os.O_WRONLY, 0); err != nil {
		found = append(found, problem{err.Error(), inContainer})
	} else {
		_ = file.Close() // nothing was written
	}
	return found
}

func missingKernel(ctx context.Context) []problem {
	var found []problem
	for _, one := range []struct{ module, sign, text string }{
		{"br_netfilter", sysctlFolder + "/net/bridge/bridge-nf-call-iptables", ""},
		{"overlay", "/proc/filesystems", "\toverlay\n"},
	} {
		if kernelHas(one.sign, one.text) {
			continue
		}
		_ = exec.CommandContext(ctx, "modprobe", one.module).Run() //nolint:gosec // what it did is looked at
		if !kernelHas(one.sign, one.text) {
			found = append(found, problem{"the kernel has no " + one.module, "modprobe " + one.module})
		}
	}
	if _, err := os.Stat("/dev/kmsg"); err != nil {
		found = append(found, problem{err.Error(), inContainer})
	}
	return found
}

func kernelHas(file, text string) bool {
	content, err := os.ReadFile(file) //nolint:gosec // one of the kernel's
	return err == nil && strings.Contains(string(content), text)
}

func otherKubernetes(ctx context.Context) []problem {
	other, err := firewall.OtherKubernetes(ctx)
	if err != nil {
		return []problem{{err.Error(), inContainer}}
	}
	if other {
		return []problem{{
			"another Kubernetes node runs on it: iptables has its chain KUBE-SERVICES",
			"name that cluster by its context instead",
		}}
	}
	return nil
}

func sortedKeys(of map[string]string) []string { return slices.Sorted(maps.Keys(of)) }
