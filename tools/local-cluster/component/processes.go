package component

import (
	"fmt"
	"path/filepath"

	"kerp.io/tools/local-cluster/cluster"
)

// Names of the processes.
const (
	Etcd              = "etcd"
	Registry          = "registry"
	Containerd        = "containerd"
	APIServer         = "kube-apiserver"
	ControllerManager = "kube-controller-manager"
	Scheduler         = "kube-scheduler"
	Proxy             = "kube-proxy"
	Kubelet           = "kubelet"
)

// Process is a part of the cluster that runs.
type Process struct {
	Name string
	// Argv is the program and its arguments.
	Argv []string
	// Ready is the host:port or the socket that answers once others can use the process.
	Ready string
	// After names the processes that must be ready before.
	After []string
}

// Processes are all parts of a cluster, in the order in which they become ready. self is the program local-cluster,
// kubernetes the one with Kubernetes' components.
func Processes(layout cluster.Layout, c cluster.Cluster, self, kubernetes string) []Process {
	flags := func(name string, flags ...string) []string { return append([]string{kubernetes, name}, flags...) }
	return []Process{
		{Name: Registry, Argv: []string{self, "registry"}, Ready: c.Registry()},
		{
			Name:  Containerd,
			Argv:  []string{"containerd", "--config=" + layout.Config("containerd.toml")},
			Ready: containerdSocket(layout),
		},
		{Name: Etcd, Argv: flags(Etcd, etcdFlags(layout, c)...), Ready: loopback(c.Ports.Etcd)},
		{
			Name: APIServer, Argv: flags(APIServer, apiServerFlags(layout, c)...),
			Ready: loopback(c.Ports.API), After: []string{Etcd},
		},
		{
			Name: ControllerManager, Argv: flags(ControllerManager, controllerManagerFlags(layout, c)...),
			Ready: loopback(c.Ports.ControllerManager), After: []string{APIServer},
		},
		{
			Name: Scheduler, Argv: flags(Scheduler, schedulerFlags(layout, c)...),
			Ready: loopback(c.Ports.Scheduler), After: []string{APIServer},
		},
		{
			Name: Proxy, Argv: flags(Proxy, "--config="+layout.Config("kube-proxy.json")),
			Ready: loopback(c.Ports.ProxyHealth), After: []string{APIServer},
		},
		{
			Name: Kubelet, Argv: flags(Kubelet, kubeletFlags(layout, c)...),
			Ready: fmt.Sprintf("%s:%d", c.Gateway(), kubeletPort), After: []string{APIServer, Containerd, Registry},
		},
	}
}

func etcdFlags(layout cluster.Layout, c cluster.Cluster) []string {
	client, peer := "https://"+loopback(c.Ports.Etcd), "https://"+loopback(c.Ports.EtcdPeer)
	cert, key, ca := layout.PKI("etcd.crt"), layout.PKI("etcd.key"), layout.PKI("ca.crt")
	return []string{
		"--name=" + cluster.Node,
		"--data-dir=" + layout.Etcd(),
		"--listen-client-urls=" + client,
		"--advertise-client-urls=" + client,
		"--listen-peer-urls=" + peer,
		"--initial-advertise-peer-urls=" + peer,
		"--initial-cluster=" + cluster.Node + "=" + peer,
		"--client-cert-auth", "--cert-file=" + cert, "--key-file=" + key, "--trusted-ca-file=" + ca,
		"--peer-client-cert-auth", "--peer-cert-file=" + cert, "--peer-key-file=" + key, "--peer-trusted-ca-file=" + ca,
		// What survives is worth the wait only where the machine itself may crash.
		"--unsafe-no-fsync",
	}
}

func apiServerFlags(layout cluster.Layout, c cluster.Cluster) []string {
	return []string{
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", c.Ports.API),
		// Pods cannot reach the machine's 127.0.0.1: the supervisor passes on what they send here.
		"--advertise-address=" + c.Gateway().String(),
		"--tls-cert-file=" + layout.PKI("kube-apiserver.crt"),
		"--tls-private-key-file=" + layout.PKI("kube-apiserver.key"),
		"--client-ca-file=" + layout.PKI("ca.crt"),
		"--anonymous-auth=false",
		"--authorization-mode=Node,RBAC",
		"--enable-admission-plugins=NodeRestriction",
		"--etcd-servers=https://" + loopback(c.Ports.Etcd),
		"--etcd-cafile=" + layout.PKI("ca.crt"),
		"--etcd-certfile=" + layout.PKI("etcd.crt"),
		"--etcd-keyfile=" + layout.PKI("etcd.key"),
		"--kubelet-certificate-authority=" + layout.PKI("ca.crt"),
		"--kubelet-client-certificate=" + layout.PKI("kubelet-client.crt"),
		"--kubelet-client-key=" + layout.PKI("kubelet-client.key"),
		"--kubelet-preferred-address-types=InternalIP",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + layout.PKI("service-account.pub"),
		"--service-account-signing-key-file=" + layout.PKI("service-account.key"),
		"--service-cluster-ip-range=" + c.Services().String(),
		"--profiling=false",
	}
}

func controllerManagerFlags(layout cluster.Layout, c cluster.Cluster) []string {
	return []string{
		"--kubeconfig=" + layout.Config("kube-controller-manager.kubeconfig"),
		"--leader-elect=false",
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", c.Ports.ControllerManager),
		"--tls-cert-file=" + layout.PKI("kube-controller-manager.crt"),
		"--tls-private-key-file=" + layout.PKI("kube-controller-manager.key"),
		"--cluster-cidr=" + c.Pods().String(),
		"--use-service-account-credentials",
		"--service-account-private-key-file=" + layout.PKI("service-account.key"),
		"--root-ca-file=" + layout.PKI("ca.crt"),
		"--cluster-signing-cert-file=" + layout.PKI("ca.crt"),
		"--cluster-signing-key-file=" + layout.PKI("ca.key"),
		"--flex-volume-plugin-dir=" + layout.Config("volume-plugins"),
		"--profiling=false",
	}
}

func schedulerFlags(layout cluster.Layout, c cluster.Cluster) []string {
	return []string{
		"--kubeconfig=" + layout.Config("kube-scheduler.kubeconfig"),
		"--leader-elect=false",
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", c.Ports.Scheduler),
		"--tls-cert-file=" + layout.PKI("kube-scheduler.crt"),
		"--tls-private-key-file=" + layout.PKI("kube-scheduler.key"),
		"--profiling=false",
	}
}

func kubeletFlags(layout cluster.Layout, c cluster.Cluster) []string {
	return []string{
		"--config=" + layout.Config("kubelet.json"),
		"--kubeconfig=" + layout.Config("kubelet.kubeconfig"),
		"--hostname-override=" + cluster.Node,
		"--node-ip=" + c.Gateway().String(),
		"--root-dir=" + kubeletRoot,
		"--cert-dir=" + filepath.Dir(layout.PKI("kubelet.crt")),
	}
}

// kubeletRoot is where the kubelet's device plugins are whatever it is told: see [cluster.Layout.Mounts].
const kubeletRoot = "/var/lib/kubelet"

// kubeletPort is where the kubelet listens on the node's address, which is nobody else's.
const kubeletPort = 10250

func loopback(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }
