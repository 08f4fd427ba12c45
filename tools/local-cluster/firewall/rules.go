// Package firewall adds the cluster's chains to iptables, and removes them and those of kube-proxy again.
package firewall

import (
	"fmt"
	"regexp"
	"strings"

	"kerp.io/tools/local-cluster/cluster"
)

// Chains of the cluster, beside those of kube-proxy.
const (
	forward = "KERP-FORWARD"
	input   = "KERP-INPUT"
	masking = "KERP-POSTROUTING"
)

// jumps maps the chains of the cluster to where the kernel's own chains go to them.
var jumps = map[string][]jump{
	"filter": {{"FORWARD", forward}, {"INPUT", input}},
	"nat":    {{"POSTROUTING", masking}},
}

type jump struct{ from, to string }

// rulesOf are the cluster's rules in a table, as iptables-restore --noflush reads them.
func rulesOf(c cluster.Cluster, table, saved string) string {
	rules := map[string][]string{
		"filter": {
			// Pods reach each other and the world; from outside nobody reaches a pod.
			fmt.Sprintf("-A %s -i %s -j ACCEPT", forward, cluster.Bridge),
			fmt.Sprintf("-A %s -o %s -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", forward, cluster.Bridge),
			fmt.Sprintf("-A %s -o %s -j DROP", forward, cluster.Bridge),
			fmt.Sprintf("-A %s -i %s -p tcp --dport %d -j ACCEPT", input, cluster.Bridge, c.Ports.API),
		},
		"nat": {
			fmt.Sprintf("-A %s -s %s ! -d %s -j MASQUERADE", masking, c.Pods(), c.Pods()),
		},
	}[table]
	lines := []string{"*" + table}
	for _, one := range jumps[table] {
		lines = append(lines, fmt.Sprintf(":%s - [0:0]", one.to)) // makes the chain, or empties it
	}
	lines = append(lines, rules...)
	for _, one := range jumps[table] {
		if rule := fmt.Sprintf("%s -j %s", one.from, one.to); !hasLine(saved, "-A "+rule) {
			lines = append(lines, fmt.Sprintf("-I %s 1 -j %s", one.from, one.to))
		}
	}
	return strings.Join(append(lines, "COMMIT"), "\n") + "\n"
}

func hasLine(text, line string) bool {
	return strings.Contains("\n"+text, "\n"+line+"\n")
}

var (
	ownChain = regexp.MustCompile(`^:((?:KUBE|KERP)-\S+) `)
	// ownTarget is a rule of one of the kernel's chains, which have no - in their names, that goes to one of ours.
	ownTarget = regexp.MustCompile(`^-A ([A-Z]+) .*-[jg] (?:KUBE|KERP)-\S+`)
)

// removalOf is what removes the chains of the cluster and of kube-proxy from a table, as iptables-restore --noflush
// reads it; empty if the table has none.
func removalOf(table, saved string) string {
	var flushes, jumps, removals []string
	for line := range strings.Lines(saved) {
		line = strings.TrimSuffix(line, "\n")
		if chain := ownChain.FindStringSubmatch(line); chain != nil {
			flushes = append(flushes, fmt.Sprintf(":%s - [0:0]", chain[1]))
			removals = append(removals, "-X "+chain[1])
		} else if ownTarget.MatchString(line) {
			jumps = append(jumps, "-D"+strings.TrimPrefix(line, "-A"))
		}
	}
	if len(removals) == 0 {
		return ""
	}
	lines := append([]string{"*" + table}, flushes...)
	lines = append(lines, jumps...)
	lines = append(lines, removals...)
	return strings.Join(append(lines, "COMMIT"), "\n") + "\n"
}

// hasKubernetes says whether kube-proxy's chains are in what iptables-save printed.
func hasKubernetes(saved string) bool {
	return strings.Contains(saved, "\n:KUBE-SERVICES ")
}

func hasOwn(saved string) bool {
	return strings.Contains(saved, "\n:KERP-")
}
