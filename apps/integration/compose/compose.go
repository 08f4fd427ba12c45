// Package compose runs what deployments/compose.yaml describes.
package compose

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// File is the description, relative to the workspace.
const File = "deployments/compose.yaml"

// Project is one running copy of the description, apart from all others.
type Project struct {
	name string
	file string
	env  []string
}

// New returns the project of that name. variables are those that the description asks for, as NAME=value.
func New(root, name string, variables ...string) *Project {
	return &Project{name: name, file: filepath.Join(root, File), env: append(os.Environ(), variables...)}
}

// Works returns why docker compose cannot be used: there is no such program, or no daemon answers it.
func Works(ctx context.Context) error {
	for _, argv := range [][]string{
		{"docker", "version", "--format={{.Server.Version}}"},
		{"docker", "compose", "version"},
	} {
		said, err := exec.CommandContext(ctx, argv[0], argv[1:]...).CombinedOutput() //nolint:gosec // the two above
		if err != nil {
			return fmt.Errorf("%s: %w: %s", strings.Join(argv, " "), err, lastLine(said))
		}
	}
	return nil
}

// Argv is the command line of an action of docker compose on the project.
func (p *Project) Argv(args ...string) []string {
	return append([]string{"docker", "compose", "--project-name=" + p.name, "--file=" + p.file}, args...)
}

// Command is an action of docker compose on the project, such as up, with the project's variables.
func (p *Project) Command(ctx context.Context, args ...string) *exec.Cmd {
	argv := p.Argv(args...)
	command := exec.CommandContext(ctx, argv[0], argv[1:]...) //nolint:gosec // docker compose
	command.Env = p.env
	return command
}

// Run runs an action and returns when it is done; its error holds what it said.
func (p *Project) Run(ctx context.Context, args ...string) error {
	command := p.Command(ctx, args...)
	if said, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("docker compose %s: %w\n%s", strings.Join(args, " "), err, strings.TrimSpace(string(said)))
	}
	return nil
}

// Up starts services and returns when they are healthy. Its error ends with what those say that are not.
func (p *Project) Up(ctx context.Context, services ...string) error {
	err := p.Run(ctx, append([]string{"up", "--detach", "--wait"}, services...)...)
	if err == nil {
		return nil
	}
	said, _ := p.Command(ctx, append([]string{"logs", "--no-color", "--tail=10"}, services...)...).CombinedOutput()
	return fmt.Errorf("%w\n%s", err, strings.TrimSpace(string(said)))
}

func lastLine(text []byte) string {
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return lines[len(lines)-1]
}
