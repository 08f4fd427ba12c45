package services

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"

	"kerp.io/apps/integration/environment"
)

// Config says what the services work with.
type Config struct {
	// Root is the folder of the workspace.
	Root string
	// Servers are those that the services use.
	Servers *environment.Environment
	// DatabaseURL is that of their database.
	DatabaseURL string
	Options
}

// Options are settings of the services by their names.
type Options struct {
	// Addrs are where they serve, as host:port; the others get free ports.
	Addrs map[string]string
	// Variables are added to theirs, as NAME=value.
	Variables map[string][]string
}

// Stack is the four services and the portal.
type Stack struct {
	Portal, TaxScraper, InsuranceEDI, Worker, API *Service
}

// Start starts all services and returns when all are ready. The database has its schema already.
func (s *Stack) Start(ctx context.Context) error {
	start := func(service *Service) error { return service.Start(ctx) }
	// The worker starts without those that it calls, too, but complains until they are there.
	return errors.Join(together(start, s.Portal, s.TaxScraper, s.InsuranceEDI, s.API), s.Worker.Start(ctx))
}

// Stop lets all services finish what they do.
func (s *Stack) Stop(ctx context.Context) error {
	return together(func(service *Service) error { return service.Stop(ctx) }, s.All()...)
}

// All returns the services and the portal.
func (s *Stack) All() []*Service {
	return []*Service{s.Portal, s.TaxScraper, s.InsuranceEDI, s.Worker, s.API}
}

// together does the same to all these services at the same time.
func together(do func(*Service) error, services ...*Service) error {
	errs := make([]error, len(services))
	var group sync.WaitGroup
	for i, service := range services {
		group.Go(func() { errs[i] = do(service) })
	}
	group.Wait()
	return errors.Join(errs...)
}

// Migrate runs "api migrate" with args on a database and returns what it says.
func Migrate(ctx context.Context, root, databaseURL string, args ...string) (string, error) {
	args = append([]string{"migrate"}, args...)
	command := exec.CommandContext(ctx, goProgram(root, apiServer, "api"), args...) //nolint:gosec // ours
	command.Env = []string{"DATABASE_URL=" + databaseURL}
	said, err := command.CombinedOutput()
	text := strings.TrimSpace(string(said))
	if err != nil {
		return "", fmt.Errorf("api %s: %w\n%s", strings.Join(args, " "), err, text)
	}
	return text, nil
}
