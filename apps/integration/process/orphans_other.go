//go:build !linux

package process

import (
	"context"
	"errors"
	"syscall"
)

func attributes(Command) *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// Afterwards fails: only Linux ends programs with the one that started them.
func (*Supervisor) Afterwards(context.Context, ...string) error {
	return errors.New("programs are supervised on Linux only\n  fix    make dev-up runs the services in containers")
}
