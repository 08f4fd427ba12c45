//go:build linux

package machine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"
)

// MissingFolders are those of some folders that are not there, with those above them, outermost first.
func MissingFolders(folders []string) []string {
	var missing []string
	for _, folder := range folders {
		var above []string
		for ; !isThere(folder) && !slices.Contains(missing, folder); folder = filepath.Dir(folder) {
			above = append(above, folder)
		}
		slices.Reverse(above)
		missing = append(missing, above...)
	}
	return missing
}

func isThere(file string) bool {
	_, err := os.Stat(file)
	return !errors.Is(err, fs.ErrNotExist)
}

// AddFolders makes folders to mount on.
func AddFolders(folders []string) error {
	for _, folder := range folders {
		if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // as distributions make them
			return fmt.Errorf("make a folder to mount on: %w", err)
		}
	}
	return nil
}

// RemoveFolders removes what [AddFolders] made, given in the same order, as far as nobody else uses it by now.
func RemoveFolders(made []string) error {
	for _, folder := range slices.Backward(made) {
		err := unix.Rmdir(folder)
		if err != nil && !errors.Is(err, unix.ENOENT) && !errors.Is(err, unix.ENOTEMPTY) {
			return fmt.Errorf("remove the folder %s: %w", folder, err)
		}
	}
	return nil
}

// MountPrivately shows folders of the cluster in the place of others, to this process and to those that it starts. It
// must have a mount namespace of its own: all that is mounted in it ends with its last process.
func MountPrivately(mounts map[string]string) error {
	for place, folder := range mounts {
		if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // some of their users are not root
			return fmt.Errorf("make a folder to mount: %w", err)
		}
		if err := unix.Mount(folder, place, "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("mount %s on %s: %w", folder, place, err)
		}
	}
	// Between the components, what one mounts the others must see.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_SHARED, ""); err != nil {
		return fmt.Errorf("share mounts between components: %w", err)
	}
	return nil
}
