//go:build e2e && linux

package e2e_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/image"
	"kerp.io/tools/local-cluster/lifecycle"
	"kerp.io/tools/local-cluster/reach"
)

// program is what `nx run local-cluster:build` left.
func program(t *testing.T) string {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("..", "..", "..", "dist", "tools", "local-cluster",
		runtime.GOOS+"-"+runtime.GOARCH, "local-cluster"))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// try runs local-cluster and returns its exit code and what it printed.
func try(t *testing.T, args ...string) (exitCode int, stdout, stderr string) {
	t.Helper()
	var output, problems strings.Builder
	// Not the context of the test, which has ended when a cleanup takes the cluster down.
	command := exec.CommandContext(context.WithoutCancel(t.Context()), program(t), args...) //nolint:gosec // ours
	command.Stdout, command.Stderr = &output, &problems
	err := command.Run()
	var exited *exec.ExitError
	if err != nil && !errors.As(err, &exited) {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), strings.TrimSpace(output.String()), problems.String()
}

func localCluster(t *testing.T, args ...string) (stdout string) {
	t.Helper()
	code, stdout, stderr := try(t, args...)
	if code != 0 {
		t.Fatalf("local-cluster %s exits with %d:\n%s\n%s", strings.Join(args, " "), code, stdout, stderr)
	}
	return stdout
}

func kubectl(t *testing.T, args ...string) (stdout string) {
	t.Helper()
	return localCluster(t, append([]string{"kubectl"}, args...)...)
}

func status(t *testing.T) lifecycle.Status {
	t.Helper()
	var found lifecycle.Status
	_, text, _ := try(t, "status", "--json")
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatalf("status --json prints %q: %v", text, err)
	}
	return found
}

func pidsOf(found lifecycle.Status) map[string]int {
	pids := map[string]int{}
	for _, process := range found.Processes {
		pids[process.Name] = process.PID
	}
	return pids
}

func supervisorPID(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile(cluster.Layout{Root: cluster.Folder}.SupervisorLock())
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// kill ends a process with SIGKILL and waits until it is gone.
func kill(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatalf("kill %d: %v", pid, err)
	}
	until(t, fmt.Sprintf("process %d is gone", pid), func() bool {
		return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
	})
}

// deployEcho packs the program echo, pushes it, rolls it out and returns its NodePort.
func deployEcho(t *testing.T) (port int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "echo")
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-o="+file, "./echo") //nolint:gosec // ours
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, output)
	}
	packed, err := image.FromProgram("e2e/echo", file)
	if err != nil {
		t.Fatal(err)
	}
	registry := status(t).Registry
	if err = packed.Push(t.Context(), registry); err != nil {
		t.Fatal(err)
	}
	manifests, err := os.ReadFile("echo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rendered := filepath.Join(t.TempDir(), "echo.yaml")
	text := strings.ReplaceAll(string(manifests), "IMAGE", packed.In(registry))
	err = os.WriteFile(rendered, []byte(text), 0o600) //nolint:gosec // the test's own folder
	if err != nil {
		t.Fatal(err)
	}
	kubectl(t, "apply", "--filename="+rendered)
	kubectl(t, "rollout", "status", "deployment/echo", "--timeout=60s")
	port, err = strconv.Atoi(kubectl(t, "get", "service", "echo", "--output=jsonpath={.spec.ports[0].nodePort}"))
	if err != nil {
		t.Fatal(err)
	}
	return port
}

var forwarding = regexp.MustCompile(`^Forwarding from 127\.0\.0\.1:(\d+)`)

// portForward runs kubectl port-forward until the test ends, and returns the port on 127.0.0.1.
func portForward(t *testing.T, target string, to int) (port int) {
	t.Helper()
	//nolint:gosec // The program under test.
	command := exec.CommandContext(t.Context(), program(t), "kubectl", "port-forward", target, fmt.Sprintf(":%d", to))
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = command.Process.Kill(), command.Wait() // it runs until then
	})
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if found := forwarding.FindStringSubmatch(lines.Text()); len(found) > 0 {
			port, err = strconv.Atoi(found[1])
			if err != nil {
				t.Fatal(err)
			}
			return port
		}
	}
	t.Fatal("kubectl port-forward ended before it forwarded")
	return 0
}

// expectAnswer waits until a path on a port of 127.0.0.1 is answered as wanted.
func expectAnswer(t *testing.T, port int, path, want string) {
	t.Helper()
	got := ""
	until(t, fmt.Sprintf("GET %s on port %d answers %q", path, port, want), func() bool {
		got = get(t.Context(), fmt.Sprintf("http://127.0.0.1:%d%s", port, path))
		return got == want
	})
}

// get returns the body of an answer, or what went wrong.
func get(ctx context.Context, url string) string {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err.Error()
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return string(body)
}

// until fails the test if something does not become true within a minute.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := reach.Until(ctx, 100*time.Millisecond, done); err != nil {
		t.Fatalf("not true: %s: %v", what, err)
	}
}
