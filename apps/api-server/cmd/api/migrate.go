package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"kerp.io/db"
	"kerp.io/db/schema"
	"kerp.io/libs/go/program"
	"kerp.io/libs/go/settings"
)

type migrateSettings struct {
	DatabaseURL db.URL `env:"DATABASE_URL" accepts:"a postgres:// URL" secret:"true"`
}

// migrate is the command "api migrate".
func migrate(ctx context.Context, args, environ []string, stdout io.Writer) (err error) {
	change, err := migration(args)
	if err != nil {
		return err
	}
	config, err := settings.Load[migrateSettings](environ)
	if err != nil {
		return err
	}
	opened, err := schema.Open(ctx, config.DatabaseURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	return errors.Join(change(ctx, opened), report(opened, stdout))
}

// report prints where the schema is, also when a change has failed.
func report(opened *schema.Schema, stdout io.Writer) error {
	version, err := opened.Version()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "schema version %d, newest %d\n", version, db.Newest())
	return err
}

// migration is what args ask for.
func migration(args []string) (change func(context.Context, *schema.Schema) error, err error) {
	usage := &program.UsageError{Want: "up | down [STEPS] | version"}
	if len(args) == 0 {
		return nil, usage
	}
	switch command, rest := args[0], args[1:]; {
	case command == "up" && len(rest) == 0:
		return func(ctx context.Context, s *schema.Schema) error { return s.Up(ctx) }, nil
	case command == "version" && len(rest) == 0:
		return func(context.Context, *schema.Schema) error { return nil }, nil
	case command == "down" && len(rest) <= 1:
		steps := 1
		if len(rest) == 1 {
			if steps, err = strconv.Atoi(rest[0]); err != nil || steps < 1 {
				return nil, usage
			}
		}
		return func(ctx context.Context, s *schema.Schema) error { return s.Down(ctx, steps) }, nil
	}
	return nil, usage
}
