// Package services runs the four services, and the portal that stands in for the real one, as the processes that they
// are in production.
package services

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"kerp.io/apps/integration/process"
)

// Limits of a start. A browser and a cold disk take their time.
const (
	startTimeout = 60 * time.Second
	askAgain     = 20 * time.Millisecond
)

// Service is a process that serves, and can be stopped and started again at the same address.
type Service struct {
	Name string
	// Addr is the host:port where it serves.
	Addr string

	supervisor *process.Supervisor
	command    process.Command
	ready      func(ctx context.Context, addr string) error
	process    *process.Process
}

// Start starts the service and returns when it is ready for its users.
func (s *Service) Start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()

	started, err := s.supervisor.Start(ctx, s.command)
	if err != nil {
		return err
	}
	s.process = started
	if s.ready == nil {
		return nil
	}
	return s.ready(ctx, s.Addr)
}

// Stop lets the service finish what it does; one that does not run is stopped.
func (s *Service) Stop(ctx context.Context) error {
	if s.process == nil {
		return nil
	}
	return s.process.Stop(ctx)
}

// Kill ends the service at once, in the middle of what it does.
func (s *Service) Kill() error { return s.process.Kill() }

// Pause keeps the service from answering, while its connections stay open, until [Service.Resume].
func (s *Service) Pause() error { return s.process.Pause() }

// Resume lets the paused service go on where it was.
func (s *Service) Resume() error { return s.process.Resume() }

// Next returns a channel that is closed when the service logs a line with text in it.
func (s *Service) Next(text string) <-chan struct{} { return s.process.Next(text) }

// PID is the process id of the running service.
func (s *Service) PID() int { return s.process.PID() }

// answersReady asks an HTTP service for /ready until it says that it is.
func answersReady(ctx context.Context, addr string) error {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	ticker := time.NewTicker(askAgain)
	defer ticker.Stop()
	for {
		status, err := get(ctx, client, "http://"+addr+"/ready")
		if status == http.StatusOK {
			return nil
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return fmt.Errorf("http://%s/ready answers %d, %w: %w", addr, status, err, context.Cause(ctx))
		}
	}
}

func get(ctx context.Context, client *http.Client, url string) (status int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0, err
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}
