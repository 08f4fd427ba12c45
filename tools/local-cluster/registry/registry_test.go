package registry_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"kerp.io/tools/local-cluster/image"
	"kerp.io/tools/local-cluster/registry"
)

// serve serves a folder until stop is called.
func serve(t *testing.T, folder string) (address string, stop func()) {
	t.Helper()
	var network net.ListenConfig
	listener, err := network.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- registry.Serve(ctx, listener, folder) }()
	return listener.Addr().String(), func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve = %v", err)
		}
	}
}

func TestImagesOutliveTheRegistry(t *testing.T) {
	t.Parallel()

	program := filepath.Join(t.TempDir(), "pause")
	if err := os.WriteFile(program, []byte("a program"), 0o600); err != nil {
		t.Fatal(err)
	}
	packed, err := image.FromProgram("a/pause", program)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	address, stop := serve(t, folder)
	if err = packed.Push(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	stop()

	address, stop = serve(t, folder)
	defer stop()
	reference, err := name.NewDigest(packed.In(address), name.Insecure)
	if err != nil {
		t.Fatal(err)
	}
	pulled, err := remote.Image(reference, remote.WithContext(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	config, err := pulled.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if got := config.Config; got.User != image.User || len(got.Entrypoint) != 1 || got.Entrypoint[0] != "/pause" {
		t.Errorf("the image runs %q as %s, want /pause as %s", got.Entrypoint, got.User, image.User)
	}
	if again, err := image.FromProgram("a/pause", program); err != nil || again.Digest != packed.Digest {
		t.Errorf("packed again the digest is %s, %v, want %s", again.Digest, err, packed.Digest)
	}
}
