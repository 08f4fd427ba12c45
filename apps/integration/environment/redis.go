package environment

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os/exec"
	"path/filepath"

	"kerp.io/apps/integration/loopback"
	"kerp.io/apps/integration/process"
)

func startRedis(ctx context.Context, supervisor *process.Supervisor, _ string) (*Server, error) {
	server, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, missing("Redis", err)
	}
	folder, err := supervisor.Folder("redis", nil)
	if err != nil {
		return nil, err
	}
	port, err := loopback.FreePort(ctx)
	if err != nil {
		return nil, err
	}
	password := newPassword()
	settings := filepath.Join(folder, "redis.conf")
	// Appended to a file, so that a restart keeps the data, as in deployments/compose.yaml.
	err = writePrivate(settings, fmt.Sprintf("bind %s\nport %s\ndir %s\nrequirepass %s\nappendonly yes\nsave \"\"\n",
		loopback.Host, port, folder, password))
	if err != nil {
		return nil, err
	}
	control, err := native(ctx, supervisor, process.Command{
		Name:  "redis",
		Argv:  []string{server, settings},
		Dir:   folder,
		Ready: "Ready to accept connections",
	})
	if err != nil {
		return nil, err
	}
	addr := net.JoinHostPort(loopback.Host, port)
	location := url.URL{Scheme: "redis", User: url.UserPassword("", password), Host: addr}
	return &Server{Name: "Redis", URL: location.String(), Origin: server, control: control}, nil
}
