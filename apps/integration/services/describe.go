package services

import (
	"context"
	"maps"
	"net"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"kerp.io/apps/integration/loopback"
	"kerp.io/apps/integration/process"
)

// builder knows what the descriptions of the services have in common.
type builder struct {
	supervisor *process.Supervisor
	config     Config
	// folder is private to the services: their home and their temporary files.
	folder string
	// addrs are where the services serve, by their names.
	addrs map[string]string
}

// New returns services that do not run yet; their addresses and keys are chosen. They end with the supervisor.
func New(ctx context.Context, supervisor *process.Supervisor, config Config) (*Stack, error) {
	folder, err := supervisor.Folder("services", nil)
	if err != nil {
		return nil, err
	}
	secrets, err := supervisor.Folder("secrets", nil)
	if err != nil {
		return nil, err
	}
	err = WriteSecrets(secrets, 0o600)
	if err != nil {
		return nil, err
	}
	addrs, err := addrsOf(ctx, config.Addrs)
	if err != nil {
		return nil, err
	}

	b := builder{supervisor, config, folder, addrs}
	shared := []string{
		"DATABASE_URL=" + config.DatabaseURL,
		"NATS_URL=" + config.Servers.NATS.URL,
		"ENCRYPTION_KEY=" + NewEncryptionKey(),
	}
	return &Stack{
		Portal:       b.portal(),
		TaxScraper:   b.python(taxScraper, "PORTAL_URL=http://"+addrs[portal], "CREDENTIALS_DIR="+secrets),
		InsuranceEDI: b.python(insuranceEDI, "EDI_KEY_FILE="+filepath.Join(secrets, filingKeyFile)),
		Worker: b.golang(worker, "worker", slices.Concat(shared, []string{
			"TAX_SCRAPER_ADDR=" + addrs[taxScraper], "INSURANCE_EDI_ADDR=" + addrs[insuranceEDI],
		})...),
		API: b.golang(apiServer, "api", slices.Concat(shared, []string{
			"REDIS_URL=" + config.Servers.Redis.URL,
		})...),
	}, nil
}

// golang describes a Go service: the binary that also goes into its image.
func (b builder) golang(name, program string, variables ...string) *Service {
	return b.service(name, process.Command{
		Argv:  []string{goProgram(b.config.Root, name, program)},
		Env:   append(variables, "HTTP_ADDR="+b.addrs[name]),
		Ready: `"msg":"serving HTTP"`,
	}, answersReady)
}

// goProgram is what the target `build` makes for this machine.
func goProgram(root, name, program string) string {
	return filepath.Join(root, "dist", "apps", name, runtime.GOOS+"-"+runtime.GOARCH, program)
}

// python describes a Python service, run from its sources.
func (b builder) python(name string, variables ...string) *Service {
	return b.service(name, process.Command{
		Argv:  []string{b.interpreter(), "-m", module(name)},
		Env:   append(variables, "GRPC_ADDR="+b.addrs[name]),
		Ready: pythonReady,
	}, nil)
}

const pythonReady = `"event": "listening"`

// portal describes the portal, which is a test helper of the tax-scraper.
func (b builder) portal() *Service {
	return b.service(portal, process.Command{
		Argv:  []string{b.interpreter(), "-m", "portal_stand_in", "--address=" + b.addrs[portal]},
		Env:   []string{"PYTHONPATH=" + filepath.Join(b.config.Root, "apps", taxScraper, "tests")},
		Ready: pythonReady,
	}, nil)
}

func (b builder) interpreter() string { return filepath.Join(b.config.Root, ".venv", "bin", "python") }

func module(service string) string { return strings.ReplaceAll(service, "-", "_") }

func (b builder) service(name string, command process.Command, ready func(context.Context, string) error) *Service {
	command.Name = name
	command.Dir = b.folder
	command.Env = slices.Concat(command.Env, []string{
		"HOME=" + b.folder, "TMPDIR=" + b.folder, "LC_ALL=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1",
	}, b.config.Variables[name])
	return &Service{Name: name, Addr: b.addrs[name], supervisor: b.supervisor, command: command, ready: ready}
}

// names of the services, as their logs and settings have them.
const (
	portal       = "portal"
	taxScraper   = "tax-scraper"
	insuranceEDI = "insurance-edi"
	worker       = "worker"
	apiServer    = "api-server"
)

// addrsOf completes the chosen addresses by free ones.
func addrsOf(ctx context.Context, chosen map[string]string) (map[string]string, error) {
	addrs := maps.Clone(chosen)
	if addrs == nil {
		addrs = map[string]string{}
	}
	for _, name := range []string{portal, taxScraper, insuranceEDI, worker, apiServer} {
		if addrs[name] != "" {
			continue
		}
		port, err := loopback.FreePort(ctx)
		if err != nil {
			return nil, err
		}
		addrs[name] = net.JoinHostPort(loopback.Host, port)
	}
	return addrs, nil
}
