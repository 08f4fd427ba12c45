//go:build linux

package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/machine"
)

// Ports that a cluster has if they are free when it is made.
const (
	preferredAPI      = 16443
	preferredRegistry = 15000
)

// create chooses what a new cluster has and writes it down before anything of the machine is changed.
func create(ctx context.Context, layout cluster.Layout, kubernetes string) (cluster.Cluster, error) {
	c := cluster.Cluster{Kubernetes: kubernetes}
	var err error
	if c.Network, err = machine.FreeNetwork(); err != nil {
		return c, err
	}
	if c.Ports, err = freePorts(ctx); err != nil {
		return c, err
	}
	if c.Sysctls, err = machine.Sysctls(); err != nil {
		return c, err
	}
	places := []string{}
	for place := range layout.Mounts() {
		places = append(places, place)
	}
	slices.Sort(places)
	c.Folders = machine.MissingFolders(places)
	return c, cluster.Save(layout, c)
}

// freePorts are ports on 127.0.0.1 that nobody listens on. All are held until the last one is found.
func freePorts(ctx context.Context) (ports cluster.Ports, err error) {
	var held []net.Listener
	defer func() {
		for _, listener := range held {
			err = errors.Join(err, listener.Close())
		}
	}()
	for _, one := range []struct {
		port      *int
		preferred int
	}{
		{&ports.API, preferredAPI},
		{&ports.Registry, preferredRegistry},
		{&ports.Etcd, 0},
		{&ports.EtcdPeer, 0},
		{&ports.ControllerManager, 0},
		{&ports.Scheduler, 0},
		{&ports.ProxyHealth, 0},
		{&ports.ProxyMetrics, 0},
	} {
		listener, err := listen(ctx, one.preferred)
		if err != nil {
			return ports, err
		}
		held = append(held, listener)
		*one.port = listener.Addr().(*net.TCPAddr).Port //nolint:errcheck // a TCP listener has no other address
	}
	return ports, nil
}

// listen listens on a port of 127.0.0.1, or on any if that is taken.
func listen(ctx context.Context, preferred int) (net.Listener, error) {
	var network net.ListenConfig
	if listener, err := network.Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", preferred)); err == nil {
		return listener, nil
	}
	listener, err := network.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("find a free port: %w", err)
	}
	return listener, nil
}
