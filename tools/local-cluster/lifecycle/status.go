//go:build linux

package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"text/tabwriter"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/component"
	"kerp.io/tools/local-cluster/supervise"
)

// States of a cluster.
const (
	Absent   = "absent"    // nothing of it is there
	NotReady = "not ready" // it starts, or a part of it has ended
	Ready    = "ready"
)

// Status is how the cluster is, and how it is reached.
type Status struct {
	State string `json:"state"`
	// Reason says why it is not ready.
	Reason     string `json:"reason,omitempty"`
	Kubeconfig string `json:"kubeconfig,omitempty"`
	Context    string `json:"context,omitempty"`
	Server     string `json:"server,omitempty"`
	// Registry is its host:port, for pods as well as for this machine. It speaks plain HTTP.
	Registry string `json:"registry,omitempty"`
	// NodePorts is the address on which NodePorts are reached.
	NodePorts string             `json:"nodePorts,omitempty"`
	Logs      string             `json:"logs,omitempty"`
	Versions  map[string]string  `json:"versions,omitempty"`
	Node      *Node              `json:"node,omitempty"`
	Processes []supervise.Status `json:"processes,omitempty"`
}

// Node is the only one of the cluster.
type Node struct {
	Name  string `json:"name"`
	Ready bool   `json:"ready"`
}

// Look finds out how the cluster is, and changes nothing.
func Look(ctx context.Context, layout cluster.Layout, programs Programs) (Status, error) {
	c, err := cluster.Load(layout)
	if errors.Is(err, cluster.ErrNone) {
		return Status{State: Absent, Reason: "start it: local-cluster up"}, nil
	}
	if err != nil {
		return Status{}, err
	}
	found := Status{
		State: NotReady, Kubeconfig: layout.Kubeconfig(), Context: cluster.Context, Server: c.Server(),
		Registry: c.Registry(), NodePorts: "127.0.0.1", Logs: layout.Logs(),
		Node: &Node{Name: cluster.Node}, Versions: versionsOf(ctx, c, programs),
	}
	if found.Processes, err = supervise.ReadStatus(layout.Processes()); err != nil {
		return found, err
	}
	if supervisor(layout.SupervisorLock()) == 0 {
		found.Processes = nil // what the file says was true of a supervisor that has ended
		found.Reason = "the supervisor does not run; repair it: local-cluster up"
		return found, nil
	}
	server, err := connect(layout, c)
	if err != nil {
		return found, err
	}
	probe := &probe{server}
	for _, process := range component.Processes(layout, c, programs.Self, programs.Kubernetes) {
		if reason := probe.notReady(ctx, found.Processes, process); reason != "" {
			found.Reason = process.Name + ": " + reason
			return found, nil
		}
	}
	found.Reason = server.node(ctx)
	found.Node.Ready = found.Reason == ""
	if found.Node.Ready {
		found.Reason = server.deployment(ctx, "coredns")
	}
	if found.Reason == "" {
		found.State = Ready
	}
	return found, nil
}

func versionsOf(ctx context.Context, c cluster.Cluster, programs Programs) map[string]string {
	versions := map[string]string{
		"kubernetes": c.Kubernetes,
		"etcd":       moduleVersion(programs.Kubernetes, "go.etcd.io/etcd/server/v3"),
		"coredns":    moduleVersion(programs.CoreDNS, "github.com/coredns/coredns"),
		"registry":   moduleVersion(programs.Self, "github.com/distribution/distribution/v3"),
	}
	for program, args := range map[string][]string{"containerd": {"--version"}, "runc": {"--version"}} {
		output, err := exec.CommandContext(ctx, program, args...).Output() //nolint:gosec // one of our own list
		if err != nil {
			continue // status says how the cluster is also where its programs have been removed
		}
		line, _, _ := strings.Cut(string(output), "\n")
		fields := strings.Fields(line)
		if len(fields) > 2 {
			versions[program] = fields[2]
		}
	}
	return versions
}

// Print writes the status for people.
func (s Status) Print(out io.Writer) error {
	writer := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	state := s.State
	if s.Reason != "" {
		state += ": " + s.Reason
	}
	rows := [][2]string{
		{"cluster", state},
		{"kubeconfig", s.Kubeconfig},
		{"context", s.Context},
		{"server", s.Server},
		{"registry", s.Registry},
		{"NodePorts", s.NodePorts},
		{"logs", s.Logs},
	}
	for _, row := range rows {
		if row[1] != "" {
			_, _ = fmt.Fprintf(writer, "%s\t%s\n", row[0], row[1]) // Flush has the error
		}
	}
	for _, name := range []string{"kubernetes", "etcd", "coredns", "registry", "containerd", "runc"} {
		if version := s.Versions[name]; version != "" {
			_, _ = fmt.Fprintf(writer, "version\t%s %s\n", name, version)
		}
	}
	for _, process := range s.Processes {
		_, _ = fmt.Fprintf(writer, "process\t%s\tpid %d\tended %d times\n", process.Name, process.PID, process.Ends)
	}
	if err := writer.Flush(); err != nil {
		return fmt.Errorf("write the status: %w", err)
	}
	return nil
}
