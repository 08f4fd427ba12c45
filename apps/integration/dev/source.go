package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"kerp.io/apps/integration/services"
	"kerp.io/apps/integration/system"
)

// fixed are where the services are found: the ports that they have in their images.
var fixed = map[string]string{
	"portal":        "127.0.0.1:8400",
	"tax-scraper":   "127.0.0.1:50051",
	"insurance-edi": "127.0.0.1:50052",
	"worker":        "127.0.0.1:8081",
	"api-server":    "127.0.0.1:8080",
}

// built are the services that nx watches and builds; the portal is no service.
var built = []string{"api-server", "worker", "tax-scraper", "insurance-edi"}

// runFromSource runs everything until ctx ends, and starts again what a change touches.
func runFromSource(ctx context.Context, root string) error {
	if err := build(ctx, root, built); err != nil {
		return err
	}
	running, err := system.Start(ctx, system.Config{
		Root: root, Logs: filepath.Join(root, "dist", "dev", "logs"), Echo: printLine(),
		Services: services.Options{Addrs: fixed},
	})
	if err != nil {
		return err
	}
	introduce(running)
	return errors.Join(reload(ctx, root, running), running.Close())
}

// build brings what the services run from up to date: binaries, stubs, what else their sources make.
func build(ctx context.Context, root string, projects []string) error {
	return stream(nx(ctx, root, "run-many", "--targets=build", "--projects="+strings.Join(projects, ","), "--outputStyle=static"))
}

// reload starts services again until ctx ends. Nx watches, as its graph knows which services a change in a library touches.
func reload(ctx context.Context, root string, running *system.System) error {
	watch := nx(ctx, root, "watch", "--projects="+strings.Join(built, ","), "--includeDependentProjects", "--",
		"echo", "$NX_FILE_CHANGES")
	watch.Env = append(os.Environ(), "NX_DAEMON=true") // it watches for all
	watch.Stderr = os.Stderr
	changes, err := watch.StdoutPipe()
	if err != nil {
		return err
	}
	if err := watch.Start(); err != nil {
		return fmt.Errorf("nx watch: %w", err)
	}
	lines := bufio.NewScanner(changes)
	for lines.Scan() {
		files := strings.Fields(lines.Text())
		if len(files) == 0 {
			continue
		}
		if err := startAgain(ctx, root, running, files); err != nil && ctx.Err() == nil {
			say("%v\nthe services go on as they were", err)
		}
	}
	if err := watch.Wait(); err != nil && ctx.Err() == nil {
		return fmt.Errorf("nx watch: %w", err)
	}
	return nil
}

// startAgain builds what the changed files touch and starts those services again. When that fails, they go on as they are.
func startAgain(ctx context.Context, root string, running *system.System, files []string) error {
	touched, err := affected(ctx, root, files)
	if err != nil || len(touched) == 0 {
		return err
	}
	if err := build(ctx, root, touched); err != nil {
		return err
	}
	for _, service := range running.Services.All() {
		if !slices.Contains(touched, service.Name) {
			continue
		}
		if err := errors.Join(service.Stop(ctx), running.Migrate(ctx), service.Start(ctx)); err != nil {
			return err
		}
		say("%s is started again", service.Name)
	}
	return nil
}

// affected asks Nx which of the services the files touch.
func affected(ctx context.Context, root string, files []string) ([]string, error) {
	command := nx(ctx, root, "show", "projects", "--affected", "--files="+strings.Join(files, ","),
		"--projects="+strings.Join(built, ","))
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("nx show projects: %w", err)
	}
	return strings.Fields(string(output)), nil
}

// nx is a command of the workspace's own Nx.
func nx(ctx context.Context, root string, args ...string) *exec.Cmd {
	program := filepath.Join(root, "node_modules", ".bin", "nx")
	command := exec.CommandContext(ctx, program, args...) //nolint:gosec // of the workspace
	command.Dir = root
	return command
}

// printLine returns a function that prints what the services say; what the servers say is in their logs.
func printLine() func(name, line string) {
	var printing sync.Mutex
	return func(name, line string) {
		if _, ok := fixed[name]; !ok {
			return
		}
		printing.Lock()
		defer printing.Unlock()
		say("%-13s | %s", name, line)
	}
}

func introduce(running *system.System) {
	say(`
The services run. Ctrl-C ends them.
  API            http://%s/api/v1/openapi.json
  PostgreSQL     %s
  Redis          %s
  NATS           %s
  logs           dist/dev/logs
`, running.Services.API.Addr, running.DatabaseURL, running.Servers.Redis.URL, running.Servers.NATS.URL)
}

func say(format string, args ...any) { _, _ = fmt.Fprintf(os.Stdout, format+"\n", args...) }
