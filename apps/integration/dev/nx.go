package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// built are the projects of the services that Nx builds.
var built = []string{"api-server", "worker", "tax-scraper", "insurance-edi"}

// nx is a command of the workspace's own Nx.
func nx(ctx context.Context, root string, args ...string) *exec.Cmd {
	program := filepath.Join(root, "node_modules", ".bin", "nx")
	command := exec.CommandContext(ctx, program, args...) //nolint:gosec // of the workspace
	command.Dir = root
	return command
}

// build brings what the services run from up to date: binaries, and stubs that Python imports. It is silent unless it
// fails.
func build(ctx context.Context, root string, projects []string) error {
	say("building %s", strings.Join(projects, ", "))
	command := nx(ctx, root, "run-many", "--targets=build", "--projects="+strings.Join(projects, ","),
		"--outputStyle=static")
	if said, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(command.Args[1:], " "), err, said)
	}
	return nil
}

// affected asks Nx which of the services the files touch.
func affected(ctx context.Context, root string, files []string) ([]string, error) {
	if len(files) == 0 {
		return nil, nil
	}
	command := nx(ctx, root, "show", "projects", "--affected", "--files="+strings.Join(files, ","),
		"--projects="+strings.Join(built, ","))
	command.Stderr = os.Stderr
	said, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("nx show projects: %w", err)
	}
	return strings.Fields(string(said)), nil
}
