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
	// Variables are added to those of the services of these names, as NAME=value.
	Variables map[string][]string
}

// Stack is the four services and the portal.
type Stack struct {
	Portal, TaxScraper, InsuranceEDI, Worker, API *Service

	config Config
}

// Start brings the schema of the database up to date and starts all services. It returns when all are ready.
func (s *Stack) Start(ctx context.Context) error {
	if _, err := Migrate(ctx, s.config.Root, s.config.DatabaseURL, "up"); err != nil {
		return err
	}
	// At the same time: a service starts without those that it needs, and is ready when they are.
	all := []*Service{s.Portal, s.TaxScraper, s.InsuranceEDI, s.Worker, s.API}
	errs := make([]error, len(all))
	var starts sync.WaitGroup
	for i, service := range all {
		starts.Go(func() { errs[i] = service.Start(ctx) })
	}
	starts.Wait()
	return errors.Join(errs...)
}

// Migrate runs "api migrate" with args on a database and returns what it says.
func Migrate(ctx context.Context, root, databaseURL string, args ...string) (string, error) {
	args = append([]string{"migrate"}, args...)
	command := exec.CommandContext(ctx, goProgram(root, "api-server", "api"), args...) //nolint:gosec // ours
	command.Env = []string{"DATABASE_URL=" + databaseURL}
	said, err := command.CombinedOutput()
	text := strings.TrimSpace(string(said))
	if err != nil {
		return "", fmt.Errorf("api %s: %w\n%s", strings.Join(args, " "), err, text)
	}
	return text, nil
}
