package environment

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/redis/go-redis/v9"
)

// ErrNotEmpty says that a given server holds something that is not ours to mix with.
var ErrNotEmpty = errors.New("it is not empty; name one that nobody else uses")

// checkGiven returns an error for each given server that does not answer, or holds what others put there: Redis and
// NATS have no part that would be ours alone. Of PostgreSQL each user takes a database of its own.
func (e *Environment) checkGiven(ctx context.Context) error {
	checks := []struct {
		server   *Server
		variable string
		check    func(context.Context, string) error
	}{
		{e.Postgres, "DATABASE_URL", checkPostgres},
		{e.Redis, "REDIS_URL", checkRedis},
		{e.NATS, "NATS_URL", checkNATS},
	}
	var errs []error
	for _, one := range checks {
		if one.server.Ours() {
			continue
		}
		if err := check(ctx, one.server.URL, one.check); err != nil {
			errs = append(errs, fmt.Errorf("the server that %s names: %w", one.variable, err))
		}
	}
	return errors.Join(errs...)
}

func check(ctx context.Context, location string, answers func(context.Context, string) error) error {
	if _, err := url.Parse(location); err != nil {
		return errors.New("its value, not shown as it may hold a password, is no URL")
	}
	return answers(ctx, location)
}

func checkPostgres(ctx context.Context, location string) error {
	connection, err := pgx.Connect(ctx, location)
	if err != nil {
		return err
	}
	return connection.Close(ctx)
}

func checkRedis(ctx context.Context, location string) error {
	return withRedis(location, func(client *redis.Client) error {
		keys, err := client.DBSize(ctx).Result()
		if err != nil {
			return err
		}
		if keys > 0 {
			return fmt.Errorf("%d keys: %w", keys, ErrNotEmpty)
		}
		return nil
	})
}

func clearRedis(ctx context.Context, location string) error {
	return withRedis(location, func(client *redis.Client) error { return client.FlushDB(ctx).Err() })
}

func withRedis(location string, do func(*redis.Client) error) (err error) {
	options, err := redis.ParseURL(location)
	if err != nil {
		return err
	}
	client := redis.NewClient(options)
	defer func() { err = errors.Join(err, client.Close()) }()
	return do(client)
}

func checkNATS(ctx context.Context, location string) error {
	return withJetStream(location, func(js jetstream.JetStream) error {
		account, err := js.AccountInfo(ctx)
		if err != nil {
			return fmt.Errorf("JetStream: %w", err)
		}
		if account.Streams > 0 {
			return fmt.Errorf("%d streams: %w", account.Streams, ErrNotEmpty)
		}
		return nil
	})
}

func clearNATS(ctx context.Context, location string) error {
	return withJetStream(location, func(js jetstream.JetStream) error {
		names := js.StreamNames(ctx)
		var errs []error
		for name := range names.Name() {
			errs = append(errs, js.DeleteStream(ctx, name))
		}
		return errors.Join(append(errs, names.Err())...)
	})
}

func withJetStream(location string, do func(jetstream.JetStream) error) error {
	connection, err := nats.Connect(location)
	if err != nil {
		return err
	}
	defer connection.Close()
	js, err := jetstream.New(connection)
	if err != nil {
		return err
	}
	return do(js)
}
