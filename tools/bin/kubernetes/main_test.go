package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// asKubernetes is the variable that makes the test binary the program: a process can be one component only.
const asKubernetes = "MAIN_TEST_AS_KUBERNETES"

func TestMain(m *testing.M) {
	if _, ok := os.LookupEnv(asKubernetes); ok {
		main()
	}
	os.Exit(m.Run())
}

func start(t *testing.T, args ...string) (output string, exitCode int) {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0], args...) //nolint:gosec // the test's own program
	command.Env = []string{asKubernetes + "=1"}
	text, err := command.CombinedOutput()
	if command.ProcessState == nil {
		t.Fatal(err)
	}
	return string(text), command.ProcessState.ExitCode()
}

func TestComponentsHaveTheVersionThatGoModPins(t *testing.T) {
	t.Parallel()

	goMod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	pinned := regexp.MustCompile(`\tk8s\.io/kubernetes (v\S+)\n`).FindStringSubmatch(string(goMod))
	if len(pinned) == 0 {
		t.Fatal("go.mod requires no k8s.io/kubernetes")
	}
	for name := range servers {
		output, code := start(t, name, "--version")
		if want := "Kubernetes " + pinned[1] + "\n"; output != want || code != 0 {
			t.Errorf("%s --version = %q %d, want %q 0", name, output, code, want)
		}
	}
}

func TestMainTellsWhatComponentsThereAre(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		args []string
		want string
	}{
		"none":    {nil, usage},
		"unknown": {[]string{"kube-dns"}, "kubernetes: there is no component \"kube-dns\"\n\n" + usage},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			if output, code := start(t, test.args...); output != test.want || code != 2 {
				t.Errorf("kubernetes %s = %q %d, want %q 2", strings.Join(test.args, " "), output, code, test.want)
			}
		})
	}
}
