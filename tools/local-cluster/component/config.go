// Package component knows the parts that a cluster runs: their command lines, configuration files and identities.
package component

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"kerp.io/tools/local-cluster/cluster"
)

// object is a JSON object. Every component reads JSON where it reads YAML.
type object map[string]any

// Machine is what the configuration depends on beside the cluster.
type Machine struct {
	// CNI is the folder of the network plugins.
	CNI string
	// NameServers are asked for names outside of the cluster.
	NameServers []string
}

// WriteConfig writes the configuration files of all components.
func WriteConfig(layout cluster.Layout, c cluster.Cluster, machine Machine, pause string) error {
	hosts := filepath.Join(layout.Config("certs.d"), c.Registry())
	cni := layout.Config("cni")
	for _, folder := range []string{hosts, cni} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return fmt.Errorf("make a configuration folder: %w", err)
		}
	}
	for file, text := range map[string]string{
		layout.Config("containerd.toml"):   containerdConfig(layout, machine, pause),
		filepath.Join(hosts, "hosts.toml"): hostsConfig(c),
		layout.Config("resolv.conf"):       resolvConf(machine.NameServers),
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return fmt.Errorf("write a configuration file: %w", err)
		}
	}
	for file, value := range map[string]object{
		filepath.Join(cni, "10-bridge.conflist"): cniConfig(layout, c),
		layout.Config("kubelet.json"):            kubeletConfig(layout, c),
		layout.Config("kube-proxy.json"):         proxyConfig(layout, c),
	} {
		if err := cluster.WriteJSON(file, value); err != nil {
			return err
		}
	}
	return nil
}

func containerdConfig(layout cluster.Layout, machine Machine, pause string) string {
	return fmt.Sprintf(`version = 2
root = %q
state = %q
disabled_plugins = ["io.containerd.internal.v1.opt"]

[grpc]
  address = %q

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = %q
  # Where root may not lower the score of a process (no CAP_SYS_RESOURCE), no sandbox would start otherwise.
  restrict_oom_score_adj = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = %q
    conf_dir = %q

  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"

  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = %q
`, filepath.Join(layout.Containerd(), "root"), filepath.Join(layout.Containerd(), "state"), containerdSocket(layout),
		pause, machine.CNI, layout.Config("cni"), layout.Config("certs.d"))
}

func containerdSocket(layout cluster.Layout) string {
	return filepath.Join(layout.Containerd(), "containerd.sock")
}

// hostsConfig allows plain HTTP for the cluster's registry, and only for it.
func hostsConfig(c cluster.Cluster) string {
	url := "http://" + c.Registry()
	return fmt.Sprintf("server = %q\n\n[host.%q]\n  capabilities = [\"pull\", \"resolve\"]\n", url, url)
}

func resolvConf(nameServers []string) string {
	var text strings.Builder
	for _, server := range nameServers {
		text.WriteString("nameserver " + server + "\n")
	}
	return text.String()
}

func cniConfig(layout cluster.Layout, c cluster.Cluster) object {
	return object{
		"cniVersion": "0.4.0",
		"name":       cluster.Name,
		"plugins": []object{{
			"type": "bridge", "bridge": cluster.Bridge, "isGateway": true, "hairpinMode": true,
			"ipam": object{
				"type": "host-local", "dataDir": layout.Addresses(),
				"ranges": [][]object{{{"subnet": c.Pods().String()}}},
				"routes": []object{{"dst": "0.0.0.0/0"}},
			},
		}},
	}
}

func kubeletConfig(layout cluster.Layout, c cluster.Cluster) object {
	return object{
		"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
		"address": c.Gateway().String(), "port": kubeletPort, "healthzPort": 0,
		"authentication": object{
			"anonymous": object{"enabled": false}, "webhook": object{"enabled": true},
			"x509": object{"clientCAFile": layout.PKI("ca.crt")},
		},
		"authorization":            object{"mode": "Webhook"},
		"tlsCertFile":              layout.PKI("kubelet.crt"),
		"tlsPrivateKeyFile":        layout.PKI("kubelet.key"),
		"containerRuntimeEndpoint": "unix://" + containerdSocket(layout),
		"cgroupDriver":             "cgroupfs",
		"cgroupRoot":               "/" + cluster.Name,
		// It runs on developers' machines as they are.
		"failCgroupV1": false, "failSwapOn": false, "makeIPTablesUtilChains": false, "oomScoreAdj": 0,
		"clusterDNS": []string{c.DNS().String()}, "clusterDomain": "cluster.local",
		"resolvConf":      layout.Config("resolv.conf"),
		"volumePluginDir": layout.Config("volume-plugins"),
		// A fairly full disk is no reason to throw pods and images away.
		"evictionHard": object{
			"memory.available": "100Mi", "nodefs.available": "0%", "nodefs.inodesFree": "0%", "imagefs.available": "0%",
		},
		"imageGCHighThresholdPercent": 100,
		"enforceNodeAllocatable":      []string{},
		"serializeImagePulls":         false,
		"shutdownGracePeriod":         "0s",
	}
}

func proxyConfig(layout cluster.Layout, c cluster.Cluster) object {
	return object{
		"apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration",
		"clientConnection": object{"kubeconfig": layout.Config("kube-proxy.kubeconfig")},
		"mode":             "iptables",
		"clusterCIDR":      c.Pods().String(),
		"hostnameOverride": cluster.Node,
		// NodePorts are for this machine only.
		"nodePortAddresses":  []string{"127.0.0.0/8"},
		"healthzBindAddress": fmt.Sprintf("127.0.0.1:%d", c.Ports.ProxyHealth),
		"metricsBindAddress": fmt.Sprintf("127.0.0.1:%d", c.Ports.ProxyMetrics),
		"oomScoreAdj":        0,
		// The table of connections is the machine's.
		"conntrack": object{
			"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s",
		},
	}
}
