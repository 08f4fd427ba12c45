package pki_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"kerp.io/tools/local-cluster/pki"
)

func TestCertificatesAreTrusted(t *testing.T) {
	t.Parallel()

	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	authority, err := pki.OpenAuthority(in("ca.crt"), in("ca.key"))
	if err != nil {
		t.Fatal(err)
	}
	identity := pki.Identity{Name: "system:node:local", Group: "system:nodes", Hosts: []string{"local", "10.201.0.1"}}
	if err = authority.Issue(identity, in("node.crt"), in("node.key")); err != nil {
		t.Fatal(err)
	}
	if _, err = tls.LoadX509KeyPair(in("node.crt"), in("node.key")); err != nil {
		t.Errorf("certificate and key do not fit: %v", err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(read(t, in("ca.crt")))
	node := read(t, in("node.crt"))
	for _, host := range []string{"local", "10.201.0.1"} {
		for _, usage := range []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth} {
			options := x509.VerifyOptions{Roots: roots, DNSName: host, KeyUsages: []x509.ExtKeyUsage{usage}}
			if _, err := node.Verify(options); err != nil {
				t.Errorf("as %s for use %v: %v", host, usage, err)
			}
		}
	}
	if node.Subject.CommonName != identity.Name || node.Subject.Organization[0] != identity.Group {
		t.Errorf("subject is %s, want %s of %s", node.Subject, identity.Name, identity.Group)
	}
}

func TestWhatIsThereStays(t *testing.T) {
	t.Parallel()

	folder := t.TempDir()
	issue := func() {
		authority, err := pki.OpenAuthority(filepath.Join(folder, "ca.crt"), filepath.Join(folder, "ca.key"))
		if err != nil {
			t.Fatal(err)
		}
		err = authority.Issue(pki.Identity{Name: "x"}, filepath.Join(folder, "x.crt"), filepath.Join(folder, "x.key"))
		if err != nil {
			t.Fatal(err)
		}
		err = pki.IssueKeyPair(filepath.Join(folder, "x.pub"), filepath.Join(folder, "x.pem"))
		if err != nil {
			t.Fatal(err)
		}
	}
	issue()
	before := contents(t, folder)
	issue()
	for name, text := range contents(t, folder) {
		if before[name] != text {
			t.Errorf("%s has changed", name)
		}
	}
}

// contents returns the files of a folder, all of which must be private.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(folder, file.Name())) //nolint:gosec // the test's own
		if err != nil {
			t.Fatal(err)
		}
		info, err := file.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v, want 600", file.Name(), info.Mode(), err)
		}
		found[file.Name()] = string(text)
	}
	return found
}

func read(t *testing.T, file string) *x509.Certificate {
	t.Helper()
	text, err := os.ReadFile(file) //nolint:gosec // the test's own
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}
