package environment

import (
	"context"
	"net"
	"net/url"
	"path/filepath"

	"kerp.io/apps/integration/compose"
	"kerp.io/apps/integration/loopback"
	"kerp.io/apps/integration/process"
)

// container is a server that docker compose runs.
type container struct {
	project *compose.Project
	service string
}

func (c container) start(ctx context.Context) error { return c.project.Up(ctx, c.service) }

func (c container) stop(ctx context.Context) error { return c.project.Run(ctx, "stop", c.service) }

// startContainers starts the servers that were not given.
func (e *Environment) startContainers(ctx context.Context, supervisor *process.Supervisor, root string) error {
	password := newPassword()
	servers := []struct {
		server        **Server
		name, service string
		variable      string
		location      url.URL
	}{
		{&e.Postgres, "PostgreSQL", "postgres", "POSTGRES_PORT", url.URL{
			Scheme: "postgres", User: url.UserPassword(user, password), Path: user, RawQuery: "sslmode=disable",
		}},
		{&e.Redis, "Redis", "redis", "REDIS_PORT", url.URL{Scheme: "redis"}},
		{&e.NATS, "NATS", "nats", "NATS_PORT", url.URL{Scheme: "nats"}},
	}
	variables := []string{"POSTGRES_PASSWORD=" + password}
	for i := range servers {
		port, err := loopback.FreePort(ctx)
		if err != nil {
			return err
		}
		variables = append(variables, servers[i].variable+"="+port)
		servers[i].location.Host = net.JoinHostPort(loopback.Host, port)
	}
	folder, err := supervisor.Folder("compose", nil)
	if err != nil {
		return err
	}
	project := compose.New(root, filepath.Base(filepath.Dir(folder)), variables...)
	if err := supervisor.Afterwards(ctx, project.Argv("down", "--volumes", "--timeout=0")...); err != nil {
		return err
	}
	var wanted []string
	for i := range servers {
		one := &servers[i]
		if *one.server != nil {
			continue
		}
		wanted = append(wanted, one.service)
		control := container{project, one.service}
		*one.server = &Server{Name: one.name, URL: one.location.String(), Origin: "docker compose", control: control}
	}
	return project.Up(ctx, wanted...)
}
