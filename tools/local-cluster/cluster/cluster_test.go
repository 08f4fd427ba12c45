package cluster_test

import (
	"errors"
	"net/netip"
	"os"
	"reflect"
	"testing"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/failure"
)

func TestAddresses(t *testing.T) {
	t.Parallel()

	c := cluster.Cluster{
		Network: netip.MustParsePrefix("172.30.0.0/16"), Ports: cluster.Ports{API: 16443, Registry: 15000},
	}
	for name, got := range map[string][2]string{
		"pods":       {c.Pods().String(), "172.30.0.0/24"},
		"services":   {c.Services().String(), "172.30.128.0/17"},
		"gateway":    {c.Gateway().String(), "172.30.0.1"},
		"apiservice": {c.APIService().String(), "172.30.128.1"},
		"dns":        {c.DNS().String(), "172.30.128.10"},
		"server":     {c.Server(), "https://127.0.0.1:16443"},
		"registry":   {c.Registry(), "127.0.0.1:15000"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s = %s, want %s", name, got[0], got[1])
		}
	}
}

func TestStateIsKept(t *testing.T) {
	t.Parallel()

	layout := cluster.Layout{Root: t.TempDir()}
	if _, err := cluster.Load(layout); !errors.Is(err, cluster.ErrNone) {
		t.Errorf("Load of an empty folder = %v, want %v", err, cluster.ErrNone)
	}
	want := cluster.Cluster{
		Kubernetes: "v1.34.4", Network: netip.MustParsePrefix("10.201.0.0/16"),
		Ports:   cluster.Ports{API: 1, Registry: 2, Etcd: 3, EtcdPeer: 4, ProxyHealth: 5, ProxyMetrics: 6},
		Folders: []string{"/run/netns"}, Sysctls: map[string]string{"vm/panic_on_oom": "0"},
	}
	if err := cluster.Save(layout, want); err != nil {
		t.Fatal(err)
	}
	if got, err := cluster.Load(layout); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Load = %+v, %v, want %+v", got, err, want)
	}
	info, err := os.Stat(layout.State())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the state has mode %v, %v, want 600", info.Mode(), err)
	}
}

func TestLoadOfBrokenState(t *testing.T) {
	t.Parallel()

	layout := cluster.Layout{Root: t.TempDir()}
	if err := os.WriteFile(layout.State(), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := "the state of the cluster cannot be read: " + layout.State() + ": unexpected end of JSON input\n" +
		"  fix    local-cluster down && local-cluster up"
	_, err := cluster.Load(layout)
	if err == nil || err.Error() != want || failure.ExitCode(err) != failure.ExitFailure {
		t.Errorf("Load = %v, want %s", err, want)
	}
}
