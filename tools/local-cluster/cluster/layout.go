// Package cluster says what there is of a local cluster: its folder, ports and address ranges.
package cluster

import "path/filepath"

// Names that are the cluster's on this machine. There is one cluster at most: kube-proxy's chains have fixed names.
const (
	// Name is that of the control group and of the pods' network.
	Name = "kerp-local-cluster"
	// Node is the name of the only node.
	Node = "local"
	// Context is the name of the kubeconfig's context.
	Context = "kerp-local"
	// Bridge is the network device that the pods are connected to.
	Bridge = "kerp0"
	// Folder is where it keeps everything: state, keys and logs. Only its owner can read it.
	Folder = "/var/lib/kerp-local-cluster"
)

// Layout is the folder of a cluster.
type Layout struct {
	Root string
}

// Kubeconfig is the file for users. It is that of an administrator.
func (l Layout) Kubeconfig() string { return l.in("kubeconfig") }

// KubectlCache is where kubectl keeps what it has learnt of the API.
func (l Layout) KubectlCache() string { return l.in("kubectl-cache") }

// State is the file that holds the [Cluster].
func (l Layout) State() string { return l.in("cluster.json") }

// Processes is the file in which the supervisor says what it runs.
func (l Layout) Processes() string { return l.in("processes.json") }

// SupervisorLock is held by the supervisor for as long as it lives.
func (l Layout) SupervisorLock() string { return l.in("supervisor.lock") }

// Logs is the folder of the processes' logs.
func (l Layout) Logs() string { return l.in("logs") }

// Log is the log of a process.
func (l Layout) Log(process string) string { return l.in("logs", process+".log") }

// Config is a configuration file of a component, or a folder of such.
func (l Layout) Config(name string) string { return l.in("config", name) }

// PKI is a certificate or a key.
func (l Layout) PKI(name string) string { return l.in("pki", name) }

// Etcd is the folder of the API objects.
func (l Layout) Etcd() string { return l.in("etcd") }

// Registry is the folder of the images that were pushed.
func (l Layout) Registry() string { return l.in("registry") }

// Containerd is the folder of containerd's images and containers, and of its socket.
func (l Layout) Containerd() string { return l.in("containerd") }

// Addresses is where the addresses of the pods are written down.
func (l Layout) Addresses() string { return l.in("addresses") }

// Mounts maps folders that components use without asking to the cluster's own, which it sees there instead.
func (l Layout) Mounts() map[string]string {
	return map[string]string{
		"/run/containerd":     l.in("mounts", "run-containerd"),
		"/run/netns":          l.in("mounts", "netns"),
		"/var/lib/cni":        l.in("mounts", "cni"),
		"/var/lib/kubelet":    l.in("mounts", "kubelet"),
		"/var/log/containers": l.in("mounts", "log-containers"),
		"/var/log/pods":       l.in("mounts", "log-pods"),
	}
}

func (l Layout) in(names ...string) string {
	return filepath.Join(append([]string{l.Root}, names...)...)
}
