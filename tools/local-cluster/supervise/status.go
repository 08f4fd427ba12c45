//go:build linux

// Package supervise keeps the processes of a cluster running.
package supervise

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Status is what the supervisor says of a process.
type Status struct {
	Name string `json:"name"`
	// PID is 0 while the process does not run.
	PID int `json:"pid"`
	// Ends counts how often it ended, or could not be started. It is started again each time.
	Ends int `json:"ends"`
	// LastExit is how it ended when it last did, such as 'signal: killed'.
	LastExit string `json:"lastExit,omitempty"`
}

// ReadStatus reads what the supervisor wrote. It is empty as long as the supervisor has started nothing.
func ReadStatus(file string) ([]Status, error) {
	text, err := os.ReadFile(file) //nolint:gosec // a file of the cluster's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what runs: %w", err)
	}
	var found []Status
	if err := json.Unmarshal(text, &found); err != nil {
		return nil, fmt.Errorf("read what runs: %s: %w", file, err)
	}
	return found, nil
}
