package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"kerp.io/apps/integration/compose"
)

// project is the name of the containers' project.
const project = "kerp"

// up packs the images that a change touched and starts the containers.
func up(ctx context.Context, root string) error {
	if err := needCompose(ctx); err != nil {
		return err
	}
	pack := nx(ctx, root, "run-many", "--targets=docker", "--projects="+strings.Join(built, ","))
	if err := stream(pack); err != nil {
		return err
	}
	variables, err := compose.ImageVariables(root)
	if err != nil {
		return err
	}
	keys, err := keys(filepath.Join(root, "dist", "dev", "keys.env"))
	if err != nil {
		return err
	}
	containers := compose.New(root, project, append(variables, keys...)...)
	return stream(containers.Command(ctx, "up", "--detach", "--wait", "--remove-orphans"))
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

// keys returns the keys of this clone as NAME=value. They are made once, as the servers keep what they encrypt.
func keys(file string) ([]string, error) {
	content, err := os.ReadFile(file) //nolint:gosec // of the workspace
	if errors.Is(err, fs.ErrNotExist) {
		content, err = newKeys(file)
	}
	if err != nil {
		return nil, fmt.Errorf("keys of the local environment: %w", err)
	}
	return strings.Fields(string(content)), nil
}

// keyBytes is the length of an AES-256 key.
const keyBytes = 32

func newKeys(file string) ([]byte, error) {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails
	content := []byte("ENCRYPTION_KEY=" + base64.StdEncoding.EncodeToString(key) + "\n")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	return content, os.WriteFile(file, content, 0o600)
}
