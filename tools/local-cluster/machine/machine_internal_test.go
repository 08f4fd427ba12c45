//go:build linux

package machine

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kerp.io/tools/local-cluster/failure"
)

func prefixes(texts ...string) []netip.Prefix {
	var found []netip.Prefix
	for _, text := range texts {
		found = append(found, netip.MustParsePrefix(text))
	}
	return found
}

func TestFirstFree(t *testing.T) {
	t.Parallel()

	candidates := prefixes("10.201.0.0/16", "10.202.0.0/16")
	tests := map[string]struct {
		used []netip.Prefix
		want string
	}{
		"nothing is used":  {nil, "10.201.0.0/16"},
		"one is used":      {prefixes("10.201.0.0/16"), "10.202.0.0/16"},
		"part of it":       {prefixes("10.201.7.0/24"), "10.202.0.0/16"},
		"more than it":     {prefixes("10.200.0.0/15"), "10.202.0.0/16"},
		"something beside": {prefixes("10.200.0.0/16"), "10.201.0.0/16"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			if got, err := firstFree(candidates, test.used); err != nil || got.String() != test.want {
				t.Errorf("free = %s, %v, want %s", got, err, test.want)
			}
		})
	}
	if _, err := firstFree(candidates, prefixes("10.0.0.0/8")); !errors.Is(err, ErrNoNetwork) {
		t.Errorf("without a free range: %v, want %v", err, ErrNoNetwork)
	}
}

func TestNameServersIn(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		text string
		want []string
	}{
		"nothing":          {"", nil},
		"two":              {"nameserver 10.0.0.2\n nameserver\t10.0.0.3\n", []string{"10.0.0.2", "10.0.0.3"}},
		"loopback":         {"nameserver 127.0.0.53\nnameserver 10.0.0.2\n", []string{"10.0.0.2"}},
		"IPv6":             {"nameserver ::1\nnameserver fd00::1\n", nil},
		"other lines":      {"# nameserver 10.0.0.9\nsearch corp\noptions edns0\nnameserver\n", nil},
		"not an address":   {"nameserver dns.corp\n", nil},
		"no end of a line": {"nameserver 10.0.0.2", []string{"10.0.0.2"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			if got := nameServersIn(test.text); !slices.Equal(got, test.want) {
				t.Errorf("name servers = %q, want %q", got, test.want)
			}
		})
	}
}

func TestFoldersAreGivenBack(t *testing.T) {
	t.Parallel()

	root := t.TempDir()
	in := func(name string) string { return filepath.Join(root, name) }
	if err := os.Mkdir(in("there"), 0o700); err != nil {
		t.Fatal(err)
	}
	missing := MissingFolders([]string{in("there"), in("there/a/b"), in("there/a/c"), in("d")})
	want := []string{in("there/a"), in("there/a/b"), in("there/a/c"), in("d")}
	if !slices.Equal(missing, want) {
		t.Fatalf("missing = %q, want %q", missing, want)
	}
	if err := AddFolders(missing); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in("d/somebody's"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := RemoveFolders(missing); err != nil {
		t.Fatal(err)
	}
	if left := MissingFolders(want); !slices.Equal(left, want[:3]) {
		t.Errorf("gone = %q, want %q: what somebody uses stays", left, want[:3])
	}
	if err := RemoveFolders(missing); err != nil {
		t.Errorf("a second time: %v", err)
	}
}

func TestUnableNamesEveryCauseAndEachRemedyOnce(t *testing.T) {
	t.Parallel()

	err := unable([]problem{
		{"there is no program runc", "apt-get install runc"},
		{"no groups", "run it elsewhere"},
		{"no mounts", "run it elsewhere"},
	})
	want := "this machine cannot run a cluster\n  there is no program runc\n  no groups\n  no mounts\n" +
		"  fix    apt-get install runc; run it elsewhere"
	if err.Error() != want || failure.ExitCode(err) != failure.ExitUnable {
		t.Errorf("error = %q %d, want %q %d", err, failure.ExitCode(err), want, failure.ExitUnable)
	}
}
