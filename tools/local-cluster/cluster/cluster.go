package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"

	"kerp.io/tools/local-cluster/failure"
)

// Cluster is what was chosen when a cluster was made, and what it changed of the machine.
type Cluster struct {
	// Kubernetes is the version, such as v1.34.4.
	Kubernetes string `json:"kubernetes"`
	// Network is the range that pods and Services get their addresses from: a /16.
	Network netip.Prefix `json:"network"`
	Ports   Ports        `json:"ports"`
	// Folders were made outside of the cluster's own, to mount on them.
	Folders []string `json:"folders"`
	// Sysctls holds the kernel's settings as they were before.
	Sysctls map[string]string `json:"sysctls"`
}

// Ports are TCP ports on 127.0.0.1.
type Ports struct {
	API               int `json:"api"`
	Registry          int `json:"registry"`
	Etcd              int `json:"etcd"`
	EtcdPeer          int `json:"etcdPeer"`
	ControllerManager int `json:"controllerManager"`
	Scheduler         int `json:"scheduler"`
	ProxyHealth       int `json:"proxyHealth"`
	ProxyMetrics      int `json:"proxyMetrics"`
}

// Pods is the range of the pods' addresses.
func (c Cluster) Pods() netip.Prefix {
	return netip.PrefixFrom(c.Network.Masked().Addr(), 24)
}

// Services is the range of the Services' addresses.
func (c Cluster) Services() netip.Prefix {
	return netip.PrefixFrom(c.address(128, 0), 17)
}

// Gateway is the machine's address on the pods' network, and the node's.
func (c Cluster) Gateway() netip.Addr { return c.address(0, 1) }

// APIService is the address of the API for pods: the first of the Services.
func (c Cluster) APIService() netip.Addr { return c.address(128, 1) }

// DNS is the address of the DNS Service.
func (c Cluster) DNS() netip.Addr { return c.address(128, 10) }

// Server is the URL of the API.
func (c Cluster) Server() string { return "https://" + local(c.Ports.API) }

// Registry is the host:port of the registry.
func (c Cluster) Registry() string { return local(c.Ports.Registry) }

func (c Cluster) address(third, fourth byte) netip.Addr {
	bytes := c.Network.Addr().As4()
	return netip.AddrFrom4([4]byte{bytes[0], bytes[1], third, fourth})
}

func local(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }

// ErrNone says that there is no cluster on this machine.
var ErrNone = errors.New("there is no cluster")

// Load reads the state of a cluster. It returns [ErrNone] if there is none.
func Load(layout Layout) (Cluster, error) {
	var c Cluster
	text, err := os.ReadFile(layout.State())
	if errors.Is(err, fs.ErrNotExist) {
		return c, ErrNone
	}
	if errors.Is(err, fs.ErrPermission) {
		return c, &failure.Error{
			What: fmt.Sprintf("the cluster belongs to another user: %v", err), Fix: "run it as root",
		}
	}
	if err != nil {
		return c, fmt.Errorf("read the state of the cluster: %w", err)
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, &failure.Error{
			What: fmt.Sprintf("the state of the cluster cannot be read: %s: %v", layout.State(), err),
			Fix:  "local-cluster down && local-cluster up",
		}
	}
	return c, nil
}

// Save writes the state of a cluster so that it is there as a whole or not at all.
func Save(layout Layout, c Cluster) error {
	return WriteJSON(layout.State(), c)
}

// WriteJSON replaces a private file as a whole.
func WriteJSON(file string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	temporary := file + ".new"
	if err := os.WriteFile(temporary, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	if err := os.Rename(temporary, file); err != nil {
		return fmt.Errorf("replace a file: %w", err)
	}
	return nil
}
