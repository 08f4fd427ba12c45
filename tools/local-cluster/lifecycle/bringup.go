//go:build linux

package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/component"
	"kerp.io/tools/local-cluster/failure"
	"kerp.io/tools/local-cluster/image"
	"kerp.io/tools/local-cluster/machine"
	"kerp.io/tools/local-cluster/reach"
	"kerp.io/tools/local-cluster/supervise"
)

const (
	// patience is how long everything together may take. Fifteen seconds are usual.
	patience = 3 * time.Minute
	interval = 100 * time.Millisecond
	// quiet is how long a wait is not worth a line.
	quiet = 3 * time.Second
	// hopeless is how often a process may end while the cluster comes up.
	hopeless = 3
	logTail  = 12
)

var errPatience = errors.New("it took too long")

// bringUp waits for the parts of a cluster one after the other, and says so.
type bringUp struct {
	layout   cluster.Layout
	cluster  cluster.Cluster
	programs Programs
	pause    *image.Image
	out      io.Writer
	probe    *probe
	started  time.Time
	// before holds how often each process had ended.
	before map[string]int
}

func (b *bringUp) run(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errPatience)
	defer cancel()
	statuses, err := supervise.ReadStatus(b.layout.Processes())
	if err != nil {
		return err
	}
	b.started, b.before = time.Now(), map[string]int{}
	for _, status := range statuses {
		b.before[status.Name] = status.Ends
	}
	coredns, err := image.FromProgram("local-cluster/coredns", b.programs.CoreDNS)
	if err != nil {
		return err
	}
	for _, process := range component.Processes(b.layout, b.cluster, b.programs.Self, b.programs.Kubernetes) {
		notReady := func() string { return b.notReady(ctx, process) }
		err = b.wait(ctx, process.Name, process.Name, notReady)
		if err != nil {
			return err
		}
		switch process.Name {
		case component.Registry:
			err = errors.Join(b.pause.Push(ctx, b.cluster.Registry()), coredns.Push(ctx, b.cluster.Registry()))
		case component.APIServer:
			err = b.names(coredns).apply(ctx, b.layout, b.programs.Kubernetes)
		}
		if err != nil {
			return err
		}
	}
	err = b.wait(ctx, "node", component.Kubelet, func() string { return b.probe.api.node(ctx) })
	if err != nil {
		return err
	}
	return b.wait(ctx, "DNS", component.Kubelet, func() string { return b.probe.api.deployment(ctx, "coredns") })
}

func (b *bringUp) names(coredns *image.Image) dns {
	return dns{
		Image: coredns.In(b.cluster.Registry()), Address: b.cluster.DNS().String(),
		Forward: len(machine.NameServers()) > 0,
	}
}

func (b *bringUp) notReady(ctx context.Context, process component.Process) string {
	statuses, err := supervise.ReadStatus(b.layout.Processes())
	if err != nil {
		return err.Error()
	}
	return b.probe.notReady(ctx, statuses, process)
}

// wait waits until notReady says nothing. process is the one whose log has the cause if that does not happen.
func (b *bringUp) wait(ctx context.Context, what, process string, notReady func() string) error {
	since, shown, reason := time.Now(), "", ""
	var broken error
	err := reach.Until(ctx, interval, func() bool {
		reason = notReady()
		if reason != "" && time.Since(since) > quiet && reason != shown {
			shown = reason
			_, _ = fmt.Fprintf(b.out, "  waiting for %s: %s\n", what, reason)
		}
		broken = b.broken()
		return reason == "" || broken != nil
	})
	switch {
	case broken != nil:
		return broken
	case errors.Is(err, errPatience):
		return b.failed(fmt.Sprintf("%s is not ready after %s: %s", what, patience, reason), process)
	case err != nil:
		return &failure.Error{
			What: "interrupted while waiting for " + what + "; the cluster goes on starting",
			Fix:  "local-cluster status",
		}
	}
	_, _ = fmt.Fprintf(b.out, "  %-24s ready after %.1f s\n", what, time.Since(b.started).Seconds())
	return nil
}

// broken finds what waiting does not help: a process that ends again and again, or a supervisor that is gone.
func (b *bringUp) broken() error {
	if supervisor(b.layout.SupervisorLock()) == 0 {
		return b.failed("the supervisor has ended", "supervisor")
	}
	statuses, err := supervise.ReadStatus(b.layout.Processes())
	if err != nil {
		return err
	}
	for _, status := range statuses {
		if ends := status.Ends - b.before[status.Name]; ends >= hopeless {
			what := fmt.Sprintf("%s has ended %d times, at last with: %s", status.Name, ends, status.LastExit)
			return b.failed(what, status.Name)
		}
	}
	return nil
}

func (b *bringUp) failed(what, process string) error {
	log := b.layout.Log(process)
	return &failure.Error{
		What: "the cluster does not come up: " + what, Details: lastLines(log, logTail),
		Fix: "look at " + log + ", or begin anew: local-cluster down && local-cluster up",
	}
}
