package compose_test

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"

	"kerp.io/apps/integration/compose"
	"kerp.io/apps/integration/workspace"
)

// load reads the description as docker compose does, with its own library: syntax, schema, variables and references.
func load(t *testing.T, variables ...string) *types.Project {
	t.Helper()

	root, err := workspace.Root()
	if err != nil {
		t.Fatal(err)
	}
	options, err := cli.NewProjectOptions([]string{filepath.Join(root, compose.File)},
		cli.WithEnv(variables), cli.WithProfiles([]string{"*"}))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// own are the services that are ours.
var own = []string{"api-server", "insurance-edi", "migrate", "portal", "remote-cache", "tax-scraper", "worker"}

func TestFileHasEverything(t *testing.T) {
	t.Parallel()

	want := slices.Sorted(slices.Values(append([]string{"nats", "postgres", "redis"}, own...)))
	if got := slices.Sorted(maps.Keys(load(t).Services)); !slices.Equal(got, want) {
		t.Errorf("services = %q, want %q", got, want)
	}
}

func TestFilePublishesOnLoopbackOnly(t *testing.T) {
	t.Parallel()

	for name, service := range load(t).Services {
		for _, port := range service.Ports {
			if port.HostIP != "127.0.0.1" {
				t.Errorf("%s publishes port %s on %q, want 127.0.0.1", name, port.Published, port.HostIP)
			}
		}
	}
}

func TestFileRunsServicesAsProductionDoes(t *testing.T) {
	t.Parallel()

	services := load(t).Services
	for _, name := range own {
		service := services[name]
		if !service.ReadOnly || !slices.Equal(service.CapDrop, []string{"ALL"}) ||
			!slices.Contains(service.SecurityOpt, "no-new-privileges:true") || service.PullPolicy != "never" {
			t.Errorf("%s: read-only %t, without %q, %q, pulled %q; want as all services of ours",
				name, service.ReadOnly, service.CapDrop, service.SecurityOpt, service.PullPolicy)
		}
	}
}

func TestFilePinsServers(t *testing.T) {
	t.Parallel()

	for name, service := range load(t).Services {
		if !slices.Contains(own, name) && !strings.Contains(service.Image, "@sha256:") {
			t.Errorf("%s is the image %s, want one by its digest", name, service.Image)
		}
	}
}

func TestFileTakesVariables(t *testing.T) {
	t.Parallel()

	services := load(t, "WORKER_IMAGE=kerp/worker:src-1", "ENCRYPTION_KEY=k", "POSTGRES_PASSWORD=p", "NATS_PORT=1").
		Services
	worker := services["worker"]
	if want := "kerp/worker:src-1"; worker.Image != want {
		t.Errorf("the image of the worker is %s, want %s", worker.Image, want)
	}
	for name, part := range map[string]string{"ENCRYPTION_KEY": "k", "DATABASE_URL": "kerp:p@postgres:5432"} {
		if got := worker.Environment[name]; got == nil || !strings.Contains(*got, part) {
			t.Errorf("%s of the worker has no %q", name, part)
		}
	}
	if got := services["nats"].Ports[0].Published; got != "1" {
		t.Errorf("NATS is published on port %s, want 1", got)
	}
}
