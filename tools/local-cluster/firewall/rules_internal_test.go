package firewall

import (
	"net/netip"
	"testing"

	"kerp.io/tools/local-cluster/cluster"
)

func TestRulesOf(t *testing.T) {
	t.Parallel()

	c := cluster.Cluster{Network: netip.MustParsePrefix("10.201.0.0/16"), Ports: cluster.Ports{API: 16443}}
	const filter = "*filter\n:KERP-FORWARD - [0:0]\n:KERP-INPUT - [0:0]\n" +
		"-A KERP-FORWARD -i kerp0 -j ACCEPT\n" +
		"-A KERP-FORWARD -o kerp0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n" +
		"-A KERP-FORWARD -o kerp0 -j DROP\n" +
		"-A KERP-INPUT -i kerp0 -p tcp --dport 16443 -j ACCEPT\n"
	tests := map[string]struct{ table, saved, want string }{
		"a table without rules": {
			"filter", "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n",
			filter + "-I FORWARD 1 -j KERP-FORWARD\n-I INPUT 1 -j KERP-INPUT\nCOMMIT\n",
		},
		"the jumps are there": {
			"filter", "*filter\n-A FORWARD -j KERP-FORWARD\n-A INPUT -j KERP-INPUT\nCOMMIT\n", filter + "COMMIT\n",
		},
		"a jump that only looks like ours": {
			"filter", "*filter\n-A FORWARD -j KERP-FORWARD-OLD\n-A INPUT -j KERP-INPUT\nCOMMIT\n",
			filter + "-I FORWARD 1 -j KERP-FORWARD\nCOMMIT\n",
		},
		"addresses": {
			"nat", "", "*nat\n:KERP-POSTROUTING - [0:0]\n" +
				"-A KERP-POSTROUTING -s 10.201.0.0/24 ! -d 10.201.0.0/24 -j MASQUERADE\n" +
				"-I POSTROUTING 1 -j KERP-POSTROUTING\nCOMMIT\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			if got := rulesOf(c, test.table, test.saved); got != test.want {
				t.Errorf("rules = %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestRemovalOf(t *testing.T) {
	t.Parallel()

	tests := map[string]struct{ saved, want string }{
		"nothing of ours": {"*nat\n:OUTPUT ACCEPT [0:0]\n:DOCKER - [0:0]\n-A OUTPUT -j DOCKER\nCOMMIT\n", ""},
		"chains, the ways to them, and nothing else": {
			"*nat\n:OUTPUT ACCEPT [1:2]\n:DOCKER - [0:0]\n:KERP-POSTROUTING - [0:0]\n:KUBE-SERVICES - [3:4]\n" +
				"-A OUTPUT -j DOCKER\n-A POSTROUTING -j KERP-POSTROUTING\n" +
				"-A OUTPUT -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n" +
				"-A KUBE-SERVICES -j KUBE-NODEPORTS\nCOMMIT\n",
			"*nat\n:KERP-POSTROUTING - [0:0]\n:KUBE-SERVICES - [0:0]\n" +
				"-D POSTROUTING -j KERP-POSTROUTING\n" +
				"-D OUTPUT -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n" +
				"-X KERP-POSTROUTING\n-X KUBE-SERVICES\nCOMMIT\n",
		},
		"a chain that nothing goes to": {
			"*mangle\n:KUBE-PROXY-CANARY - [0:0]\nCOMMIT\n",
			"*nat\n:KUBE-PROXY-CANARY - [0:0]\n-X KUBE-PROXY-CANARY\nCOMMIT\n",
		},
		"another chain named after Kubernetes": {
			"*nat\n:MY-KUBE-CHAIN - [0:0]\n-A OUTPUT -j MY-KUBE-CHAIN\nCOMMIT\n", "",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			if got := removalOf("nat", test.saved); got != test.want {
				t.Errorf("removal = %s\nwant %s", got, test.want)
			}
		})
	}
}
