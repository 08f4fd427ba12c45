package environment

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"time"

	"kerp.io/apps/integration/process"
)

// startTimeout is how long a server may take until it answers.
const startTimeout = 30 * time.Second

// program is a server that runs as a program of this machine.
type program struct {
	supervisor *process.Supervisor
	command    process.Command
	process    *process.Process
}

// native starts a server for the first time.
func native(ctx context.Context, supervisor *process.Supervisor, command process.Command) (*program, error) {
	p := &program{supervisor: supervisor, command: command}
	if err := p.start(ctx); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *program) start(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	p.process, err = p.supervisor.Start(ctx, p.command)
	return err
}

func (p *program) stop(ctx context.Context) error { return p.process.Stop(ctx) }

// user is the name by which servers know their user.
const user = "kerp"

func newPassword() string { return rand.Text() }

// writePrivate writes a file that holds a secret, so that it stands on no command line.
func writePrivate(file, content string) error {
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		return fmt.Errorf("write a setting: %w", err)
	}
	return nil
}

// missing says how a program that is not there is had.
func missing(program string, cause error) error {
	return errors.Join(fmt.Errorf("%s is missing: %w", program, cause),
		errors.New("  fix    make setup (as root on Debian or Ubuntu it installs what is missing), or start Docker"))
}
