package firewall

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"kerp.io/tools/local-cluster/cluster"
)

// families are the commands for IPv4 and IPv6. kube-proxy has chains in both.
var families = []string{"iptables", "ip6tables"}

// tables are those that the cluster or kube-proxy has chains in.
var tables = []string{"filter", "nat", "mangle", "raw"}

// Add adds the cluster's rules where they are missing.
func Add(ctx context.Context, c cluster.Cluster) error {
	for table := range jumps {
		saved, err := save(ctx, "iptables", table)
		if err != nil {
			return err
		}
		if err := restore(ctx, "iptables", rulesOf(c, table, saved)); err != nil {
			return err
		}
	}
	return nil
}

// Remove removes the chains of the cluster and of its kube-proxy, and the rules that go to them.
//
// ours says whether kube-proxy's chains are the cluster's even where its own chains have been removed.
func Remove(ctx context.Context, ours bool) error {
	other, err := OtherKubernetes(ctx)
	if err != nil {
		return err
	}
	if other && !ours {
		return nil
	}
	for _, family := range families {
		loaded, err := loadedTables(ctx, family)
		if err != nil {
			return err
		}
		for _, table := range loaded {
			saved, err := save(ctx, family, table)
			if err != nil {
				return err
			}
			removal := removalOf(table, saved)
			if removal == "" {
				continue
			}
			if err := restore(ctx, family, removal); err != nil {
				return err
			}
		}
	}
	return nil
}

// OtherKubernetes says whether a kube-proxy that is not the cluster's has chains on this machine.
func OtherKubernetes(ctx context.Context) (bool, error) {
	nat, err := save(ctx, "iptables", "nat")
	if err != nil {
		return false, err
	}
	return hasKubernetes(nat) && !hasOwn(nat), nil
}

// loadedTables are those of [tables] that are there: to ask for another one makes it.
func loadedTables(ctx context.Context, family string) ([]string, error) {
	all, err := run(ctx, "", family+"-save")
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(tables), func(table string) bool { return !hasLine(all, "*"+table) }), nil
}

func save(ctx context.Context, family, table string) (string, error) {
	return run(ctx, "", family+"-save", "--table="+table)
}

func restore(ctx context.Context, family, rules string) error {
	_, err := run(ctx, rules, family+"-restore", "--noflush", "--wait=5")
	return err
}

func run(ctx context.Context, input, program string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, program, args...) //nolint:gosec // one of iptables' own programs
	var stdout, stderr bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(input), &stdout, &stderr
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", command, err, strings.TrimSpace(stderr.String()))
	}
	return stdout.String(), nil
}
