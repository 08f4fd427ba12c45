//go:build linux

package lifecycle

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"kerp.io/tools/local-cluster/supervise"
)

func TestFindPrograms(t *testing.T) {
	t.Parallel()

	platform := runtime.GOOS + "-" + runtime.GOARCH
	here := "dist/tools/local-cluster/" + platform
	built := func(name string) string { return "dist/tools/bin/" + name + "/" + platform + "/" + name }
	tests := map[string]struct {
		files   []string
		missing string
	}{
		"beside it":            {[]string{here + "/kubernetes", here + "/coredns", here + "/pause"}, ""},
		"where they are built": {[]string{built("kubernetes"), built("coredns"), here + "/pause"}, ""},
		"one was not built":    {[]string{built("kubernetes"), here + "/pause"}, "the program coredns is missing"},
		"built for another thing": {
			[]string{"dist/tools/bin/kubernetes/plan9-386/kubernetes"}, "the program kubernetes is missing",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			root := t.TempDir()
			for _, file := range test.files {
				if err := os.MkdirAll(filepath.Join(root, filepath.Dir(file)), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(root, file), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			found, err := FindPrograms(filepath.Join(root, here, "local-cluster"))
			if test.missing != "" {
				if err == nil || !strings.HasPrefix(err.Error(), test.missing+"\n") {
					t.Errorf("FindPrograms = %v, want %s", err, test.missing)
				}
				return
			}
			files := []string{found.Kubernetes, found.CoreDNS, found.Pause}
			for i, file := range test.files {
				if files[i] != filepath.Join(root, file) {
					t.Errorf("found %s, want %s", files[i], file)
				}
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestLastLines(t *testing.T) {
	t.Parallel()

	long := strings.Repeat("x", 2*maxTail)
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"fewer":       {"a\nb\n", []string{"a", "b"}},
		"more":        {"a\nb\nc\nd\n", []string{"b", "c", "d"}},
		"a long line": {long + "\nb\nc\n", []string{strings.Repeat("x", maxTail-5), "b", "c"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			file := filepath.Join(t.TempDir(), "log")
			if err := os.WriteFile(file, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := lastLines(file, 3); !slices.Equal(got, test.want) {
				t.Errorf("last lines are %q, want %q", got, test.want)
			}
		})
	}
}

func TestCauseIn(t *testing.T) {
	t.Parallel()

	for answer, want := range map[string]string{
		"[+]ping ok\n[-]etcd failed: reason withheld\n[+]log ok\n": "[-]etcd failed: reason withheld",
		"Unauthorized\nand more":                                   "Unauthorized",
		"":                                                         "",
	} {
		if got := causeIn(answer); got != want {
			t.Errorf("cause in %q is %q, want %q", answer, got, want)
		}
	}
}

func TestConditionOf(t *testing.T) {
	t.Parallel()

	conditions := []condition{
		{"DiskPressure", "False", ""}, {"Ready", "False", "no network"}, {"Available", "True", "fine"},
	}
	for name, want := range map[string]string{
		"Ready": "no network", "Available": "", "Progressing": "nothing is known of it yet",
	} {
		if got := conditionOf(conditions, name); got != want {
			t.Errorf("condition %s says %q, want %q", name, got, want)
		}
	}
}

func TestOneSupervisorAtATime(t *testing.T) {
	t.Parallel()

	file := filepath.Join(t.TempDir(), "supervisor.lock")
	if pid := supervisor(file); pid != 0 {
		t.Errorf("without a file the supervisor is %d", pid)
	}
	if err := os.WriteFile(file, []byte("4711"), 0o600); err != nil {
		t.Fatal(err)
	}
	if pid := supervisor(file); pid != 0 {
		t.Errorf("after the end of 4711 the supervisor is %d", pid)
	}
	if err := beSupervisor(file); err != nil {
		t.Fatal(err)
	}
	if pid := supervisor(file); pid != os.Getpid() {
		t.Errorf("the supervisor is %d, want %d", pid, os.Getpid())
	}
	if err := beSupervisor(file); err == nil || err.Error() != "become the supervisor: it runs already" {
		t.Errorf("a second one: %v", err)
	}
}

func TestLockFolder(t *testing.T) {
	t.Parallel()

	folder := filepath.Join(t.TempDir(), "cluster")
	var out bytes.Buffer
	release, err := lockFolder(t.Context(), folder, &out)
	if err != nil {
		t.Fatal(err)
	}
	if held, failed := tryLock(folder); held != nil || failed != nil {
		t.Errorf("a second lock = %v, %v, want none", held, failed)
	}
	// 'down' removes the folder while it has the lock: whoever waited for it must not get the lock of what is gone.
	opened, err := os.Open(folder) //nolint:gosec // the test's own
	if err != nil {
		t.Fatal(err)
	}
	if err = os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	if isStill(folder, opened) {
		t.Error("a folder that was removed counts as there")
	}
	release()
	if held, err := tryLock(folder); held == nil || err != nil {
		t.Errorf("after the release = %v, %v, want the lock of a new folder", held, err)
	}
	if out.Len() > 0 {
		t.Errorf("nobody waited, but it says %q", out.String())
	}
}

func TestPrintStatus(t *testing.T) {
	t.Parallel()

	status := Status{
		State: NotReady, Reason: "etcd: it is not started yet",
		Kubeconfig: "/c/kubeconfig", Registry: "127.0.0.1:15000",
		Versions:  map[string]string{"kubernetes": "v1.34.4"},
		Processes: []supervise.Status{{Name: "etcd", PID: 7, Ends: 2}},
	}
	want := `cluster     not ready: etcd: it is not started yet
kubeconfig  /c/kubeconfig
registry    127.0.0.1:15000
version     kubernetes v1.34.4
process     etcd  pid 7  ended 2 times
`
	var out strings.Builder
	if err := status.Print(&out); err != nil || out.String() != want {
		t.Errorf("Print = %v\n%s\nwant\n%s", err, out.String(), want)
	}
}

func TestManifestsOfTheDNS(t *testing.T) {
	t.Parallel()

	for _, forward := range []bool{true, false} {
		var out strings.Builder
		names := dns{Image: "127.0.0.1:15000/coredns@sha256:1", Address: "10.201.128.10", Forward: forward}
		if err := corednsTemplate.Execute(&out, names); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"clusterIP: 10.201.128.10\n", "image: 127.0.0.1:15000/coredns@sha256:1\n"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("the manifests have no %q", want)
			}
		}
		if got := strings.Contains(out.String(), "forward . /etc/resolv.conf"); got != forward {
			t.Errorf("names are asked elsewhere: %t, want %t", got, forward)
		}
	}
}
