//go:build e2e && linux

package e2e_test

import (
	"maps"
	"os"
	"strings"
	"testing"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/failure"
)

// The steps are those of one cluster's life: each begins where the one before it ends.
//
//nolint:paralleltest // There is one cluster on a machine.
func TestCluster(t *testing.T) {
	localCluster(t, "down") // one that somebody left running
	before := traces(t)
	t.Cleanup(func() { localCluster(t, "down") })

	t.Run("nothing is there", func(t *testing.T) {
		if code, _, _ := try(t, "status"); code != failure.ExitNotReady {
			t.Errorf("status without a cluster exits with %d, want %d", code, failure.ExitNotReady)
		}
	})
	t.Run("it comes up", func(t *testing.T) {
		localCluster(t, "up")
		if found := status(t); found.State != "ready" || !found.Node.Ready {
			t.Fatalf("after up the cluster is %s (%s)", found.State, found.Reason)
		}
		expectPrivate(t, cluster.Folder)
	})
	t.Run("a second up changes nothing", func(t *testing.T) {
		pids := pidsOf(status(t))
		localCluster(t, "up")
		if again := pidsOf(status(t)); !maps.Equal(again, pids) {
			t.Errorf("processes are %v, were %v", again, pids)
		}
	})
	port := 0
	t.Run("an image from the registry runs and is reached on loopback", func(t *testing.T) {
		port = deployEcho(t)
		expectAnswer(t, port, "/", "hello")
	})
	t.Run("pods find Services by name", func(t *testing.T) {
		address := kubectl(t, "get", "service", "echo", "--output=jsonpath={.spec.clusterIP}")
		for _, name := range []string{"echo", "echo.default.svc.cluster.local"} {
			expectAnswer(t, port, "/lookup?name="+name, address)
		}
	})
	t.Run("logs, exec and port-forward", func(t *testing.T) {
		if log := kubectl(t, "logs", "deployment/echo"); log != "serving" {
			t.Errorf("log of echo is %q, want serving", log)
		}
		address := kubectl(t, "get", "service", "kubernetes", "--output=jsonpath={.spec.clusterIP}")
		if found := kubectl(t, "exec", "deployment/echo", "--", "/echo", "lookup", "kubernetes"); found != address {
			t.Errorf("in the pod kubernetes is %s, want %s", found, address)
		}
		expectAnswer(t, portForward(t, "service/echo", 80), "/", "hello")
	})
	for _, process := range status(t).Processes {
		t.Run(process.Name+" is killed", func(t *testing.T) {
			pid := pidsOf(status(t))[process.Name]
			kill(t, pid)
			localCluster(t, "up")
			if now := pidsOf(status(t))[process.Name]; now == pid || now == 0 {
				t.Errorf("%s is process %d after up, was %d", process.Name, now, pid)
			}
			expectAnswer(t, port, "/", "hello")
		})
	}
	t.Run("what cannot start is named, with the end of its log", func(t *testing.T) {
		if err := os.WriteFile(cluster.Layout{Root: cluster.Folder}.Config("kubelet.json"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		kill(t, pidsOf(status(t))["kubelet"])
		code, _, stderr := try(t, "up")
		for _, want := range []string{
			"the cluster does not come up: kubelet has ended 3 times, at last with: exit status 1",
			"failed to load kubelet config file", "fix    look at " + cluster.Folder + "/logs/kubelet.log",
		} {
			if code != failure.ExitFailure || !strings.Contains(stderr, want) {
				t.Errorf("up exits with %d, want %d, and says:\n%s\nwant %s", code, failure.ExitFailure, stderr, want)
			}
		}
	})
	t.Run("the supervisor is killed", func(t *testing.T) {
		kill(t, supervisorPID(t))
		if found := status(t); found.State != "not ready" {
			t.Errorf("without a supervisor the cluster is %s (%s)", found.State, found.Reason)
		}
		localCluster(t, "up")
		kubectl(t, "rollout", "status", "deployment/echo", "--timeout=60s")
		expectAnswer(t, port, "/", "hello")
	})
	t.Run("it goes down", func(t *testing.T) {
		localCluster(t, "down")
		expectTraces(t, before)
		localCluster(t, "down")
	})
	t.Run("it goes down although its folder was removed", func(t *testing.T) {
		localCluster(t, "up")
		if err := os.RemoveAll(cluster.Folder); err != nil {
			t.Log(err) // the components write into it meanwhile
		}
		localCluster(t, "down")
		before.giveBack(t)
		expectTraces(t, before)
	})
}
