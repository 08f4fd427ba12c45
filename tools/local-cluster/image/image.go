// Package image packs programs into images and pushes them.
package image

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// User is whom the programs run as: nobody in particular.
const User = "65532:65532"

// Image is an image that is in no registry yet.
type Image struct {
	repository string
	image      v1.Image
	// Digest is that of its manifest: sha256:<hex>.
	Digest string
}

// FromProgram makes an image from nothing that holds one static program and starts it. The same program gives the same
// image.
func FromProgram(repository, file string) (*Image, error) {
	packed, err := pack(file)
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w", file, err)
	}
	digest, err := packed.Digest()
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w", file, err)
	}
	return &Image{repository, packed, digest.String()}, nil
}

func pack(file string) (v1.Image, error) {
	entry := filepath.Base(file)
	archive, err := archiveOf(entry, file)
	if err != nil {
		return nil, err
	}
	base, err := mutate.ConfigFile(mutate.MediaType(empty.Image, types.OCIManifestSchema1), &v1.ConfigFile{
		OS: "linux", Architecture: runtime.GOARCH, RootFS: v1.RootFS{Type: "layers"},
		Config: v1.Config{Entrypoint: []string{"/" + entry}, User: User},
	})
	if err != nil {
		return nil, err
	}
	base = mutate.ConfigMediaType(base, types.OCIConfigJSON)
	// On one machine there is no way on which compression would save time.
	return mutate.AppendLayers(base, static.NewLayer(archive, types.OCIUncompressedLayer))
}

func archiveOf(entry, file string) ([]byte, error) {
	program, err := os.ReadFile(file) //nolint:gosec // the caller's own program
	if err != nil {
		return nil, err
	}
	var archive bytes.Buffer
	writer := tar.NewWriter(&archive)
	header := &tar.Header{Name: entry, Mode: 0o755, Size: int64(len(program)), Typeflag: tar.TypeReg}
	if err := writer.WriteHeader(header); err != nil {
		return nil, err
	}
	if _, err := writer.Write(program); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return archive.Bytes(), nil
}

// In is the reference of the image in a registry, by digest.
func (i *Image) In(registry string) string {
	return registry + "/" + i.repository + "@" + i.Digest
}

// Push pushes the image to a registry on this machine.
func (i *Image) Push(ctx context.Context, registry string) error {
	repository, err := name.NewRepository(registry+"/"+i.repository, name.Insecure)
	if err != nil {
		return fmt.Errorf("push %s: %w", i.repository, err)
	}
	// With a tag, as a registry may throw away what has none.
	if err := remote.Write(repository.Tag("latest"), i.image, remote.WithContext(ctx)); err != nil {
		return fmt.Errorf("push %s: %w", i.repository, err)
	}
	return nil
}
