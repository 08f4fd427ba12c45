//go:build linux

package lifecycle

import (
	"context"
	"errors"

	"golang.org/x/sys/unix"

	"kerp.io/tools/local-cluster/component"
	"kerp.io/tools/local-cluster/reach"
	"kerp.io/tools/local-cluster/supervise"
)

// probe finds out whether processes do their work.
type probe struct{ api *api }

// notReady says why a process is not ready, and nothing if it is.
func (p *probe) notReady(ctx context.Context, statuses []supervise.Status, process component.Process) string {
	for _, status := range statuses {
		if status.Name != process.Name {
			continue
		}
		switch {
		case status.PID == 0 && status.LastExit != "":
			return "it ended (" + status.LastExit + ") and is started again"
		case status.PID == 0:
			return "it is not started yet"
		case errors.Is(unix.Kill(status.PID, 0), unix.ESRCH):
			return "it has just ended"
		default:
			return p.silent(ctx, process)
		}
	}
	return "it is not started yet"
}

// silent says why a process that runs cannot be used yet, and nothing if it can.
func (p *probe) silent(ctx context.Context, process component.Process) string {
	switch {
	case process.Name == component.APIServer:
		if err := p.api.get(ctx, "/readyz", nil); err != nil {
			return err.Error()
		}
	case !reach.Answers(ctx, process.Ready):
		return "nobody answers at " + process.Ready
	}
	return ""
}

// wait waits until a process can be used.
func (p *probe) wait(ctx context.Context, process component.Process) error {
	return reach.Until(ctx, interval, func() bool { return p.silent(ctx, process) == "" })
}
