package environment

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"

	"kerp.io/apps/integration/loopback"
	"kerp.io/apps/integration/process"
)

// natsServer is built by the target nats-server:build. Debian's is older than 2.10.
const natsServer = "tools/bin/nats-server/bin/nats-server"

func startNATS(ctx context.Context, supervisor *process.Supervisor, root string) (*Server, error) {
	server := filepath.Join(root, natsServer)
	if _, err := os.Stat(server); err != nil {
		return nil, fmt.Errorf("NATS is not built: %w\n  fix    npx nx run nats-server:build", err)
	}
	folder, err := supervisor.Folder("nats", nil)
	if err != nil {
		return nil, err
	}
	port, err := loopback.FreePort(ctx)
	if err != nil {
		return nil, err
	}
	password := newPassword()
	settings := filepath.Join(folder, "nats.conf")
	err = writePrivate(settings, fmt.Sprintf(
		"listen: %q\njetstream: { store_dir: %q }\nauthorization: { user: %q, password: %q }\n",
		net.JoinHostPort(loopback.Host, port), filepath.Join(folder, "jetstream"), user, password))
	if err != nil {
		return nil, err
	}
	control, err := native(ctx, supervisor, process.Command{
		Name:  "nats",
		Argv:  []string{server, "--config", settings},
		Dir:   folder,
		Ready: "Server is ready",
	})
	if err != nil {
		return nil, err
	}
	addr := net.JoinHostPort(loopback.Host, port)
	location := url.URL{Scheme: "nats", User: url.UserPassword(user, password), Host: addr}
	return &Server{Name: "NATS", URL: location.String(), Origin: server, control: control}, nil
}
