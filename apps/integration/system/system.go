// Package system brings up everything: the servers, the services, and the portal that stands in for the real one.
package system

import (
	"context"
	"errors"
	"os"
	"time"

	"kerp.io/apps/integration/api"
	"kerp.io/apps/integration/environment"
	"kerp.io/apps/integration/process"
	"kerp.io/apps/integration/services"
	"kerp.io/libs/go/settings"
)

// Limits of the start, in which a browser and a cold disk take their time, and of the end.
const (
	startTimeout = 2 * time.Minute
	endTimeout   = 30 * time.Second
)

// Config says how the system runs.
type Config struct {
	// Root is the folder of the workspace.
	Root string
	// Logs is the folder for what the programs say.
	Logs string
	// Echo is called with each line that a program says; nil is for nobody.
	Echo func(name, line string)
	// Services are settings of the services.
	Services services.Options
}

// System is everything, running.
type System struct {
	Servers *environment.Environment
	// DatabaseURL is that of the services' database.
	DatabaseURL string
	Services    *services.Stack
	API         *api.Client

	root       string
	supervisor *process.Supervisor
	database   *environment.Database
}

// Start starts everything and returns when it is ready. The caller closes it; when this process is killed, it ends too.
func Start(ctx context.Context, config Config) (*System, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()

	supervisor, err := process.New(ctx, config.Logs, config.Echo)
	if err != nil {
		return nil, err
	}
	s := &System{root: config.Root, supervisor: supervisor}
	if err := s.start(ctx, config); err != nil {
		return nil, errors.Join(err, s.Close(ctx))
	}
	return s, nil
}

func (s *System) start(ctx context.Context, config Config) error {
	given, err := settings.Load[environment.Given](os.Environ())
	if err != nil {
		return err
	}
	if s.Servers, err = environment.Start(ctx, s.supervisor, given, config.Root); err != nil {
		return err
	}
	if s.database, err = s.Servers.NewDatabase(ctx); err != nil {
		return err
	}
	s.DatabaseURL = s.database.URL
	s.Services, err = services.New(ctx, s.supervisor, services.Config{
		Root: config.Root, Servers: s.Servers, DatabaseURL: s.DatabaseURL, Options: config.Services,
	})
	if err != nil {
		return err
	}
	s.API = api.New(s.Services.API.Addr)
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	return s.Services.Start(ctx)
}

// Migrate brings the schema of the services' database up to date.
func (s *System) Migrate(ctx context.Context) error {
	_, err := services.Migrate(ctx, s.root, s.DatabaseURL, "up")
	return err
}

// Close ends everything and removes what it stored, also in servers that were given, and also when ctx has ended.
func (s *System) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer cancel()

	var errs []error
	if s.Services != nil {
		errs = append(errs, s.Services.Stop(ctx))
	}
	if s.database != nil {
		errs = append(errs, s.database.Drop(ctx))
	}
	if s.Servers != nil {
		errs = append(errs, s.Servers.Clear(ctx))
	}
	return errors.Join(append(errs, s.supervisor.Close(ctx))...)
}
