package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"kerp.io/apps/integration/compose"
	"kerp.io/apps/integration/services"
)

// project is the name of the containers' project.
const project = "kerp"

// up packs the images that a change touched, starts the containers and brings their database up to date.
func up(ctx context.Context, root string) error {
	if err := needCompose(ctx); err != nil {
		return err
	}
	pack := []string{"run-many", "--targets=docker", "--projects=" + strings.Join(built, ","), "--outputStyle=static"}
	if err := stream(nx(ctx, root, pack...)); err != nil {
		return err
	}
	variables, err := compose.ImageVariables(root)
	if err != nil {
		return err
	}
	key, err := secrets(filepath.Join(root, "dist", "dev"))
	if err != nil {
		return fmt.Errorf("secrets of the local environment: %w", err)
	}
	containers := compose.New(root, project, append(variables, key)...)
	for _, action := range [][]string{
		{"run", "--rm", "migrate"},
		{"up", "--detach", "--wait", "--remove-orphans"},
		{"ps"},
	} {
		if err := stream(containers.Command(ctx, action...)); err != nil {
			return err
		}
	}
	return nil
}

func logs(ctx context.Context, root string) error {
	if err := needCompose(ctx); err != nil {
		return err
	}
	return stream(compose.New(root, project).Command(ctx, "logs", "--follow"))
}

func down(ctx context.Context, root string) error {
	if err := needCompose(ctx); err != nil {
		return err
	}
	return stream(compose.New(root, project).Command(ctx, "down", "--remove-orphans"))
}

func needCompose(ctx context.Context) error {
	if err := compose.Works(ctx); err != nil {
		return fmt.Errorf("there is no Docker to run containers with: %w\n"+
			"  fix    start Docker with its compose plugin, or run the services without containers: make dev", err)
	}
	return nil
}

// stream runs a command before the eyes of the user.
func stream(command *exec.Cmd) error {
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(command.Args, " "), err)
	}
	return nil
}

// secrets makes the secrets of this clone, once: the servers keep what is encrypted with them. It returns the variable
// that holds one of them.
func secrets(folder string) (encryptionKey string, err error) {
	files := filepath.Join(folder, "secrets")
	// The folder keeps other users out; in the container, a user of another number reads the files.
	err = errors.Join(os.MkdirAll(files, 0o700), services.WriteSecrets(files, 0o444))
	if err != nil {
		return "", err
	}
	variable := filepath.Join(folder, "encryption.env")
	content, err := os.ReadFile(variable) //nolint:gosec // of the workspace
	if errors.Is(err, fs.ErrNotExist) {
		content = []byte("ENCRYPTION_KEY=" + services.NewEncryptionKey())
		err = os.WriteFile(variable, content, 0o600)
	}
	return string(content), err
}
