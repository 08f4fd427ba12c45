//go:build linux

package machine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// needed are the kernel's settings without which pods do not reach each other through Services.
var needed = map[string]string{
	"net/ipv4/ip_forward":                "1",
	"net/bridge/bridge-nf-call-iptables": "1",
}

// changed are those that the kubelet and kube-proxy set besides.
var changed = []string{
	"kernel/keys/root_maxbytes",
	"kernel/keys/root_maxkeys",
	"kernel/panic",
	"kernel/panic_on_oops",
	"net/ipv4/conf/all/route_localnet",
	"vm/overcommit_memory",
	"vm/panic_on_oom",
}

const sysctlFolder = "/proc/sys"

// Sysctls reads the settings that a cluster changes, as they are now. One that the kernel does not have is left out.
func Sysctls() (map[string]string, error) {
	values := map[string]string{}
	names := changed
	for name := range needed {
		names = append(names, name)
	}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(sysctlFolder, name)) //nolint:gosec // one of our own list
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read a kernel setting: %w", err)
		}
		values[name] = strings.TrimSpace(string(text))
	}
	return values, nil
}

// SetSysctls makes the settings that a cluster needs.
func SetSysctls() error { return write(needed) }

// RestoreSysctls gives the settings back the values that [Sysctls] found.
func RestoreSysctls(values map[string]string) error { return write(values) }

func write(values map[string]string) error {
	for name, value := range values {
		//nolint:gosec // The kernel's file, with the kernel's mode.
		if err := os.WriteFile(filepath.Join(sysctlFolder, name), []byte(value), 0o644); err != nil {
			return fmt.Errorf("change a kernel setting: %w", err)
		}
	}
	return nil
}
