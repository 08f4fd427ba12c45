package environment

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	osuser "os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"kerp.io/apps/integration/loopback"
	"kerp.io/apps/integration/process"
)

// debianPrograms is where Debian keeps PostgreSQL's server programs, a folder for each version and none on PATH.
const debianPrograms = "/usr/lib/postgresql/*/bin/initdb"

// startPostgres makes a database cluster and serves it.
func startPostgres(ctx context.Context, supervisor *process.Supervisor, _ string) (*Server, error) {
	initdb, err := findInitdb()
	if err != nil {
		return nil, err
	}
	owner, err := unprivileged()
	if err != nil {
		return nil, err
	}
	folder, err := supervisor.Folder("postgres", owner)
	if err != nil {
		return nil, err
	}
	port, err := loopback.FreePort(ctx)
	if err != nil {
		return nil, err
	}
	password := newPassword()
	data := filepath.Join(folder, "data")
	err = initCluster(ctx, initdb, data, password, owner)
	if err != nil {
		return nil, err
	}
	server := filepath.Join(filepath.Dir(initdb), "postgres")
	control, err := native(ctx, supervisor, process.Command{
		Name: "postgres",
		Argv: []string{
			server, "-D", data,
			"-c", "listen_addresses=" + loopback.Host, "-c", "port=" + port, "-c", "unix_socket_directories=",
			// The data need not outlive the machine.
			"-c", "fsync=off",
		},
		Dir:   folder,
		Env:   []string{"LC_ALL=C.UTF-8"},
		User:  owner,
		Ready: "database system is ready to accept connections",
		// On SIGTERM it would wait until all clients have gone; and killed, it would leave shared memory behind.
		End:   syscall.SIGINT,
		Abort: syscall.SIGQUIT,
	})
	if err != nil {
		return nil, err
	}
	location := url.URL{
		Scheme: "postgres", User: url.UserPassword(user, password), Host: net.JoinHostPort(loopback.Host, port),
		Path: "postgres", RawQuery: "sslmode=disable",
	}
	return &Server{Name: "PostgreSQL", URL: location.String(), Origin: server, control: control}, nil
}

func initCluster(ctx context.Context, initdb, data, password string, owner *syscall.Credential) error {
	secret := filepath.Join(filepath.Dir(data), "password")
	if err := writePrivate(secret, password); err != nil {
		return err
	}
	if owner != nil {
		if err := os.Chown(secret, int(owner.Uid), int(owner.Gid)); err != nil {
			return fmt.Errorf("write a setting: %w", err)
		}
	}
	command := exec.CommandContext(ctx, initdb, //nolint:gosec // found by findInitdb
		"--pgdata="+data, "--username="+user, "--pwfile="+secret, "--auth=scram-sha-256",
		"--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
	command.Dir = filepath.Dir(data)
	command.SysProcAttr = &syscall.SysProcAttr{Credential: owner}
	if said, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, strings.TrimSpace(string(said)))
	}
	return nil
}

// findInitdb returns the initdb on PATH, else Debian's of the highest version.
func findInitdb() (string, error) {
	onPath, err := exec.LookPath("initdb")
	if err == nil {
		return onPath, nil
	}
	found, _ := filepath.Glob(debianPrograms) // fails for a wrong pattern only
	if len(found) == 0 {
		return "", missing("PostgreSQL", errors.New("initdb is neither on PATH nor in "+debianPrograms))
	}
	return slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) }), nil
}

func version(initdb string) int {
	number, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	if err != nil {
		return 0
	}
	return number
}

// unprivileged returns the user postgres where this process is root, whom PostgreSQL refuses to serve; else nil.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // nil stands for the user of this process
	}
	postgres, err := osuser.Lookup("postgres")
	if err != nil {
		return nil, missing("the user postgres, who comes with PostgreSQL,", err)
	}
	uid, err := strconv.ParseUint(postgres.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("uid of postgres: %w", err)
	}
	gid, err := strconv.ParseUint(postgres.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("gid of postgres: %w", err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
