//go:build integration

package environment_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/redis/go-redis/v9"

	"kerp.io/apps/integration/environment"
	"kerp.io/apps/integration/process"
	"kerp.io/apps/integration/workspace"
)

// start brings up servers of the test's own, whatever the variables say, and ends them with the test.
func start(t *testing.T) *environment.Environment {
	t.Helper()

	servers, err := startGiven(t, environment.Given{})
	if err != nil {
		t.Fatal(err)
	}
	return servers
}

func startGiven(t *testing.T, given environment.Given) (*environment.Environment, error) {
	t.Helper()

	root, err := workspace.Root()
	if err != nil {
		t.Fatal(err)
	}
	supervisor, err := process.New(t.Context(), filepath.Join(t.TempDir(), "logs"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := supervisor.Close(t.Context()); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return environment.Start(t.Context(), supervisor, given, root)
}

// kinds are the servers with what a user does to them: write adds one value, count returns how many there are.
var kinds = map[string]struct {
	server       func(*environment.Environment) *environment.Server
	write, count func(ctx context.Context, url string) (int, error)
}{
	"PostgreSQL": {
		server: func(e *environment.Environment) *environment.Server { return e.Postgres },
		write:  onPostgres("CREATE TABLE kept (); INSERT INTO kept DEFAULT VALUES"),
		count:  onPostgres("SELECT count(*) FROM kept"),
	},
	"Redis": {
		server: func(e *environment.Environment) *environment.Server { return e.Redis },
		write: onRedis(func(ctx context.Context, client *redis.Client) (int64, error) {
			return 0, client.Set(ctx, "kept", 1, 0).Err()
		}),
		count: onRedis(func(ctx context.Context, client *redis.Client) (int64, error) {
			return client.DBSize(ctx).Result()
		}),
	},
	"NATS": {
		server: func(e *environment.Environment) *environment.Server { return e.NATS },
		write: onJetStream(func(ctx context.Context, js jetstream.JetStream) (int, error) {
			_, err := js.CreateStream(ctx, jetstream.StreamConfig{Name: "KEPT"})
			return 0, err
		}),
		count: onJetStream(func(ctx context.Context, js jetstream.JetStream) (int, error) {
			account, err := js.AccountInfo(ctx)
			if err != nil {
				return 0, err
			}
			return account.Streams, nil
		}),
	},
}

func onPostgres(statement string) func(context.Context, string) (int, error) {
	return func(ctx context.Context, url string) (count int, err error) {
		connection, err := pgx.Connect(ctx, url)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, connection.Close(ctx)) }()
		results := connection.PgConn().Exec(ctx, statement)
		for results.NextResult() {
			for reader := results.ResultReader(); reader.NextRow(); {
				count = int(reader.Values()[0][0] - '0')
			}
		}
		return count, results.Close()
	}
}

func onRedis(do func(context.Context, *redis.Client) (int64, error)) func(context.Context, string) (int, error) {
	return func(ctx context.Context, url string) (count int, err error) {
		options, err := redis.ParseURL(url)
		if err != nil {
			return 0, err
		}
		options.MaxRetries = -1
		client := redis.NewClient(options)
		defer func() { err = errors.Join(err, client.Close()) }()
		number, err := do(ctx, client)
		return int(number), err
	}
}

func onJetStream(
	do func(context.Context, jetstream.JetStream) (int, error),
) func(context.Context, string) (int, error) {
	return func(ctx context.Context, url string) (int, error) {
		connection, err := nats.Connect(url)
		if err != nil {
			return 0, err
		}
		defer connection.Close()
		js, err := jetstream.New(connection)
		if err != nil {
			return 0, err
		}
		return do(ctx, js)
	}
}

func TestServersKeepTheirDataWhenRestarted(t *testing.T) {
	t.Parallel()

	servers := start(t)
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			server := kind.server(servers)
			if _, err := kind.write(t.Context(), server.URL); err != nil {
				t.Fatalf("write: %v", err)
			}
			if err := server.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := kind.count(t.Context(), server.URL); err == nil {
				t.Fatal("the stopped server answers")
			}
			if err := server.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if count, err := kind.count(t.Context(), server.URL); count != 1 || err != nil {
				t.Errorf("after the restart there are %d, %v, want 1", count, err)
			}
		})
	}
}

func TestGivenServers(t *testing.T) {
	t.Parallel()

	running := start(t)
	given := environment.Given{
		DatabaseURL: running.Postgres.URL, RedisURL: running.Redis.URL, NATSURL: running.NATS.URL,
	}
	servers, err := startGiven(t, given)
	if err != nil {
		t.Fatal(err)
	}
	for name, kind := range kinds {
		server := kind.server(servers)
		if server.URL != kind.server(running).URL {
			t.Errorf("%s is at %s, want the one given", name, server.URL)
		}
		want := "stop " + name + ": given by a variable, so not stopped here"
		if err := server.Stop(t.Context()); err == nil || err.Error() != want {
			t.Errorf("Stop of the given %s = %v, want %s", name, err, want)
		}
	}

	for name, kind := range kinds {
		if _, err := kind.write(t.Context(), kind.server(running).URL); err != nil {
			t.Fatalf("write to %s: %v", name, err)
		}
	}
	want := "the server that REDIS_URL names: 1 keys: it is not empty; name one that nobody else uses\n" +
		"the server that NATS_URL names: 1 streams: it is not empty; name one that nobody else uses"
	if _, err := startGiven(t, given); err == nil || err.Error() != want {
		t.Errorf("Start with what is in use = %v, want %s", err, want)
	}
}

func TestNewDatabase(t *testing.T) {
	t.Parallel()

	servers := start(t)
	database, err := servers.NewDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kind := kinds["PostgreSQL"]
	if _, err := kind.write(t.Context(), database.URL); err != nil {
		t.Errorf("write: %v", err)
	}
	if err := database.Drop(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := kind.count(t.Context(), database.URL); err == nil {
		t.Error("the dropped database answers")
	}
}
