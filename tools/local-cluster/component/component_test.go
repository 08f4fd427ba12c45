package component_test

import (
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/component"
)

var made = cluster.Cluster{
	Network: netip.MustParsePrefix("10.201.0.0/16"),
	Ports: cluster.Ports{
		API: 16443, Registry: 15000, Etcd: 1001, EtcdPeer: 1002, ProxyHealth: 1003, ProxyMetrics: 1004,
	},
}

func write(t *testing.T) cluster.Layout {
	t.Helper()
	layout := cluster.Layout{Root: t.TempDir()}
	machine := component.Machine{CNI: "/usr/lib/cni", NameServers: []string{"10.0.0.2", "10.0.0.3"}}
	if err := component.WriteConfig(layout, made, machine, "127.0.0.1:15000/pause@sha256:1"); err != nil {
		t.Fatal(err)
	}
	if err := component.WriteIdentities(layout, made); err != nil {
		t.Fatal(err)
	}
	return layout
}

func TestConfigFiles(t *testing.T) {
	t.Parallel()

	layout := write(t)
	for file, wanted := range map[string][]string{
		layout.Config("containerd.toml"): {
			`root = "` + layout.Containerd() + `/root"`, `sandbox_image = "127.0.0.1:15000/pause@sha256:1"`,
			`restrict_oom_score_adj = true`, `bin_dir = "/usr/lib/cni"`, `conf_dir = "` + layout.Config("cni") + `"`,
		},
		filepath.Join(layout.Config("certs.d"), "127.0.0.1:15000", "hosts.toml"): {
			"server = \"http://127.0.0.1:15000\"\n", `[host."http://127.0.0.1:15000"]`,
		},
		layout.Config("resolv.conf"): {"nameserver 10.0.0.2\nnameserver 10.0.0.3\n"},
		layout.Config("kubelet.json"): {
			`"address": "10.201.0.1"`, `"cgroupRoot": "/kerp-local-cluster"`, `"10.201.128.10"`, `"failSwapOn": false`,
			`"containerRuntimeEndpoint": "unix://` + layout.Containerd() + `/containerd.sock"`,
		},
		layout.Config("kube-proxy.json"): {
			`"127.0.0.0/8"`, `"healthzBindAddress": "127.0.0.1:1003"`, `"maxPerCore": 0`,
		},
		filepath.Join(layout.Config("cni"), "10-bridge.conflist"): {`"bridge": "kerp0"`, `"subnet": "10.201.0.0/24"`},
		layout.Kubeconfig(): {
			`"server": "https://127.0.0.1:16443"`, `"current-context": "kerp-local"`,
		},
	} {
		text, err := os.ReadFile(file) //nolint:gosec // the test's own
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wanted {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s has no %s:\n%s", filepath.Base(file), want, text)
			}
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v, want 600", file, info.Mode(), err)
		}
	}
}

func TestKubeconfigNeedsNoOtherFile(t *testing.T) {
	t.Parallel()

	layout := write(t)
	text, err := os.ReadFile(layout.Kubeconfig())
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Users []struct {
			User struct {
				Certificate []byte `json:"client-certificate-data"`
				Key         []byte `json:"client-key-data"`
			}
		}
	}
	if err = json.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	certificate, err := os.ReadFile(layout.PKI("admin.crt"))
	if err != nil {
		t.Fatal(err)
	}
	user := config.Users[0].User
	if !slices.Equal(user.Certificate, certificate) || !strings.Contains(string(user.Key), "PRIVATE KEY") {
		t.Errorf("the user's certificate is %q, want %q, with its key", user.Certificate, certificate)
	}
}

// Nothing but the kubelet, which pods and the API server must reach, may listen on anything but loopback.
func TestProcessesListenOnLoopback(t *testing.T) {
	t.Parallel()

	processes := component.Processes(cluster.Layout{Root: "/c"}, made, "/bin/local-cluster", "/bin/kubernetes")
	known := map[string]bool{}
	for _, process := range processes {
		if process.Ready == "" {
			t.Errorf("nobody can tell whether %s is ready", process.Name)
		}
		for _, needed := range process.After {
			if !known[needed] {
				t.Errorf("%s needs %s, which comes after it", process.Name, needed)
			}
		}
		known[process.Name] = true
		for _, argument := range process.Argv {
			name, value, _ := strings.Cut(argument, "=")
			listens := strings.HasPrefix(name, "--listen-") || name == "--bind-address"
			if listens && !strings.Contains(value, "127.0.0.1") {
				t.Errorf("%s listens on %s", process.Name, value)
			}
		}
	}
	want := map[string][]string{
		component.APIServer: {"--secure-port=16443", "--advertise-address=10.201.0.1", "--anonymous-auth=false"},
		component.Etcd:      {"--client-cert-auth", "--listen-client-urls=https://127.0.0.1:1001"},
		component.Kubelet:   {"--node-ip=10.201.0.1", "--hostname-override=local"},
	}
	for _, process := range processes {
		for _, flag := range want[process.Name] {
			if !slices.Contains(process.Argv, flag) {
				t.Errorf("%s has no %s: %q", process.Name, flag, process.Argv)
			}
		}
	}
}
