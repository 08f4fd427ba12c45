package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"kerp.io/apps/integration/services"
	"kerp.io/apps/integration/system"
)

// fixed are where the services are found: the ports that they have in their images, and that of the portal.
var fixed = map[string]string{
	"portal":        "127.0.0.1:8400",
	"tax-scraper":   "127.0.0.1:50051",
	"insurance-edi": "127.0.0.1:50052",
	"worker":        "127.0.0.1:8081",
	"api-server":    "127.0.0.1:8080",
}

// runFromSource runs everything until ctx ends, and starts again what a change touches.
func runFromSource(ctx context.Context, root string) error {
	if err := build(ctx, root, built); err != nil {
		return err
	}
	running, err := system.Start(ctx, system.Config{
		Root: root, Logs: logFolder(root), Echo: printServices(), Services: services.Options{Addrs: fixed},
	})
	if err != nil {
		return err
	}
	introduce(running)
	return errors.Join(reload(ctx, root, running), running.Close(ctx))
}

// reload starts services again until ctx ends. Nx watches: its graph knows which of them a change in a library touches.
func reload(ctx context.Context, root string, running *system.System) error {
	watch := nx(ctx, root, "watch", "--projects="+strings.Join(built, ","), "--includeDependentProjects", "--",
		"echo", "$NX_FILE_CHANGES")
	watch.Env = append(os.Environ(), "NX_DAEMON=true") // it is the one that watches
	watch.Stderr = os.Stderr
	changes, err := watch.StdoutPipe()
	if err != nil {
		return fmt.Errorf("nx watch: %w", err)
	}
	if err := watch.Start(); err != nil {
		return fmt.Errorf("nx watch: %w", err)
	}
	for lines := bufio.NewScanner(changes); lines.Scan(); {
		if err := startAgain(ctx, root, running, strings.Fields(lines.Text())); err != nil && ctx.Err() == nil {
			say("%v\nWhat runs goes on as it was.", err)
		}
	}
	if err := watch.Wait(); err != nil && ctx.Err() == nil {
		return fmt.Errorf("nx watch: %w", err)
	}
	return nil
}

// startAgain builds what the changed files touch and starts those services again. When it cannot be built, all go on.
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

func logFolder(root string) string { return filepath.Join(root, "dist", "dev", "logs") }

// printServices returns a function that prints what the services say; what the servers say is in their logs only.
func printServices() func(name, line string) {
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
The services run, and start again when their sources change. Ctrl-C ends them.
  API         http://%s/api/v1/openapi.json
  portal      http://%s
  PostgreSQL  %s
  Redis       %s
  NATS        %s
  logs        dist/dev/logs
`, running.Services.API.Addr, running.Services.Portal.Addr,
		running.DatabaseURL, running.Servers.Redis.URL, running.Servers.NATS.URL)
}

func say(format string, args ...any) { _, _ = fmt.Fprintf(os.Stdout, format+"\n", args...) }
