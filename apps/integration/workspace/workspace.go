// Package workspace finds the Nx workspace that a program is run in.
package workspace

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Root returns the folder of the workspace: the nearest at or above the working directory that holds an nx.json.
func Root() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the workspace: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "nx.json")); err == nil {
			return folder, nil
		}
		above := filepath.Dir(folder)
		if above == folder {
			return "", errors.New("no nx.json in this folder or above: run it in the workspace")
		}
		folder = above
	}
}
