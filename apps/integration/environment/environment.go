// Package environment brings up the servers that the services need: PostgreSQL, Redis and NATS with JetStream.
//
// Each is the one that its variable names (see [Given]). The others are started: by docker compose where a Docker
// daemon runs, else as programs of this machine, on loopback ports and in private folders.
package environment

import (
	"context"
	"errors"
	"fmt"

	"kerp.io/apps/integration/compose"
	"kerp.io/apps/integration/process"
)

// Given are the environment variables that name servers which run already.
type Given struct {
	DatabaseURL string `env:"DATABASE_URL" envDefault:"" accepts:"a postgres:// URL" secret:"true"`
	RedisURL    string `env:"REDIS_URL" envDefault:"" accepts:"a redis:// URL" secret:"true"`
	NATSURL     string `env:"NATS_URL" envDefault:"" accepts:"a nats:// URL" secret:"true"`
}

// Environment holds the servers.
type Environment struct {
	Postgres, Redis, NATS *Server
}

// All returns the servers.
func (e *Environment) All() []*Server { return []*Server{e.Postgres, e.Redis, e.NATS} }

// Clear removes what was stored in Redis and NATS where those were given: they were empty. The others end anyway.
func (e *Environment) Clear(ctx context.Context) error {
	var errs []error
	if !e.Redis.Ours() {
		errs = append(errs, clearRedis(ctx, e.Redis.URL))
	}
	if !e.NATS.Ours() {
		errs = append(errs, clearNATS(ctx, e.NATS.URL))
	}
	return errors.Join(errs...)
}

// Start brings the servers up and returns when they answer. They end with the supervisor. root is the folder of the
// workspace.
func Start(ctx context.Context, supervisor *process.Supervisor, given Given, root string) (*Environment, error) {
	environment := &Environment{
		Postgres: givenServer("PostgreSQL", "DATABASE_URL", given.DatabaseURL),
		Redis:    givenServer("Redis", "REDIS_URL", given.RedisURL),
		NATS:     givenServer("NATS", "NATS_URL", given.NATSURL),
	}
	if err := environment.startOthers(ctx, supervisor, root); err != nil {
		return nil, err
	}
	if err := environment.checkGiven(ctx); err != nil {
		return nil, err
	}
	return environment, nil
}

func (e *Environment) startOthers(ctx context.Context, supervisor *process.Supervisor, root string) error {
	if e.Postgres != nil && e.Redis != nil && e.NATS != nil {
		return nil
	}
	if compose.Works(ctx) == nil {
		return e.startContainers(ctx, supervisor, root)
	}
	kinds := []struct {
		server **Server
		start  func(context.Context, *process.Supervisor, string) (*Server, error)
	}{{&e.Postgres, startPostgres}, {&e.Redis, startRedis}, {&e.NATS, startNATS}}
	for _, kind := range kinds {
		if *kind.server != nil {
			continue
		}
		server, err := kind.start(ctx, supervisor, root)
		if err != nil {
			return fmt.Errorf("bring up the servers: %w", err)
		}
		*kind.server = server
	}
	return nil
}
