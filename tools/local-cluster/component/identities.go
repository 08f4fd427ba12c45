package component

import (
	"fmt"
	"os"
	"path/filepath"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/pki"
)

// identities are those of the parts, by the names of their files. The names and groups of clients are what Kubernetes'
// own roles are bound to: https://kubernetes.io/docs/setup/best-practices/certificates/
func identities(c cluster.Cluster) map[string]pki.Identity {
	gateway := c.Gateway().String()
	return map[string]pki.Identity{
		"admin":                   {Name: "local-cluster-admin", Group: "system:masters"},
		"kube-controller-manager": {Name: "system:kube-controller-manager"},
		"kube-scheduler":          {Name: "system:kube-scheduler"},
		"kube-proxy":              {Name: "system:kube-proxy"},
		"kubelet": {
			Name: "system:node:" + cluster.Node, Group: "system:nodes", Hosts: []string{cluster.Node, gateway},
		},
		"kubelet-client": {Name: "kube-apiserver", Group: "system:masters"},
		"kube-apiserver": {Name: "kube-apiserver", Hosts: []string{
			"127.0.0.1", gateway, c.APIService().String(), "localhost",
			"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
		}},
		"etcd": {Name: "etcd", Hosts: []string{"127.0.0.1"}},
	}
}

// WriteIdentities makes the certificates and keys that are missing, and the kubeconfig files.
func WriteIdentities(layout cluster.Layout, c cluster.Cluster) error {
	if err := os.MkdirAll(filepath.Dir(layout.PKI("ca.crt")), 0o700); err != nil {
		return fmt.Errorf("make the folder of keys: %w", err)
	}
	authority, err := pki.OpenAuthority(layout.PKI("ca.crt"), layout.PKI("ca.key"))
	if err != nil {
		return err
	}
	for name, identity := range identities(c) {
		if err := authority.Issue(identity, layout.PKI(name+".crt"), layout.PKI(name+".key")); err != nil {
			return err
		}
	}
	if err := pki.IssueKeyPair(layout.PKI("service-account.pub"), layout.PKI("service-account.key")); err != nil {
		return err
	}
	for name, file := range map[string]string{
		"admin":                   layout.Kubeconfig(),
		"kube-controller-manager": layout.Config("kube-controller-manager.kubeconfig"),
		"kube-scheduler":          layout.Config("kube-scheduler.kubeconfig"),
		"kube-proxy":              layout.Config("kube-proxy.kubeconfig"),
		"kubelet":                 layout.Config("kubelet.kubeconfig"),
	} {
		if err := writeKubeconfig(layout, c, name, file); err != nil {
			return err
		}
	}
	return nil
}

// writeKubeconfig writes one that needs no other file. JSON is YAML.
func writeKubeconfig(layout cluster.Layout, c cluster.Cluster, name, file string) error {
	var contents [3][]byte
	for i, part := range []string{"ca.crt", name + ".crt", name + ".key"} {
		read, err := os.ReadFile(layout.PKI(part))
		if err != nil {
			return fmt.Errorf("write a kubeconfig: %w", err)
		}
		contents[i] = read
	}
	return cluster.WriteJSON(file, object{
		"apiVersion": "v1", "kind": "Config", "current-context": cluster.Context,
		"clusters": []object{{"name": cluster.Context, "cluster": object{
			"server": c.Server(), "certificate-authority-data": contents[0],
		}}},
		"users": []object{{"name": cluster.Context, "user": object{
			"client-certificate-data": contents[1], "client-key-data": contents[2],
		}}},
		"contexts": []object{{"name": cluster.Context, "context": object{
			"cluster": cluster.Context, "user": cluster.Context,
		}}},
	})
}
