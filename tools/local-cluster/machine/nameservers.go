//go:build linux

package machine

import (
	"net/netip"
	"os"
	"strings"
)

// resolvers are where machines say whom they ask for names. The second is what systemd-resolved asks itself, where the
// first names only it.
var resolvers = []string{"/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"}

// NameServers are those that this machine asks and that pods can reach: none on loopback.
func NameServers() []string {
	for _, file := range resolvers {
		text, err := os.ReadFile(file) //nolint:gosec // one of our own list
		if err != nil {
			continue
		}
		if found := nameServersIn(string(text)); len(found) > 0 {
			return found
		}
	}
	return nil
}

func nameServersIn(text string) []string {
	var found []string
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] != "nameserver" {
			continue
		}
		if address, err := netip.ParseAddr(fields[1]); err == nil && address.Is4() && !address.IsLoopback() {
			found = append(found, fields[1])
		}
	}
	return found
}
