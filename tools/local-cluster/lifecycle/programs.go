//go:build linux

// Package lifecycle brings the cluster up, says how it is, and takes it down.
package lifecycle

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"kerp.io/tools/local-cluster/failure"
)

// Programs are those that the cluster brings, by their files.
type Programs struct {
	// Self is this program.
	Self string
	// Kubernetes has the components of Kubernetes, kubectl and etcd.
	Kubernetes string
	CoreDNS    string
	Pause      string
}

// FindPrograms looks for the other programs beside this one, and where the targets that build them leave them.
func FindPrograms(self string) (Programs, error) {
	here := filepath.Dir(self)
	// dist/tools/local-cluster/linux-amd64 -> dist/tools/bin
	built := filepath.Join(here, "..", "..", "bin")
	platform := runtime.GOOS + "-" + runtime.GOARCH
	found := Programs{Self: self}
	for _, program := range []struct {
		name string
		file *string
	}{
		{"kubernetes", &found.Kubernetes},
		{"coredns", &found.CoreDNS},
		{"pause", &found.Pause},
	} {
		places := []string{
			filepath.Join(here, program.name), filepath.Join(built, program.name, platform, program.name),
		}
		for _, place := range places {
			if _, err := os.Stat(place); err == nil && *program.file == "" {
				*program.file = place
			}
		}
		if *program.file == "" {
			return found, &failure.Error{
				What:    fmt.Sprintf("the program %s is missing", program.name),
				Details: []string{"looked for as " + places[0], "           and " + places[1]},
				Fix:     "npx nx run local-cluster:build",
			}
		}
	}
	return found, nil
}

// moduleVersion is the version of a module that a Go program was built from, or empty.
func moduleVersion(program, module string) string {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return ""
	}
	for _, dependency := range info.Deps {
		if dependency.Path == module {
			return dependency.Version
		}
	}
	return ""
}
