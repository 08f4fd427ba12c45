//go:build linux

package lifecycle

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// maxTail is as much of the end of a log as is looked at, in bytes.
const maxTail = 32 << 10

// lastLines are the last lines of a log, or one that says why it cannot be read.
func lastLines(file string, count int) []string {
	text, err := tail(file)
	if err != nil {
		return []string{fmt.Sprintf("(%v)", err)}
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return lines[max(0, len(lines)-count):]
}

func tail(file string) (string, error) {
	log, err := os.Open(file) //nolint:gosec // one of the cluster's own logs
	if err != nil {
		return "", fmt.Errorf("read a log: %w", err)
	}
	defer func() { _ = log.Close() }() // it was only read
	info, err := log.Stat()
	if err != nil {
		return "", fmt.Errorf("read a log: %w", err)
	}
	_, err = log.Seek(max(0, info.Size()-maxTail), io.SeekStart)
	if err != nil {
		return "", fmt.Errorf("read a log: %w", err)
	}
	text, err := io.ReadAll(log)
	if err != nil {
		return "", fmt.Errorf("read a log: %w", err)
	}
	return string(text), nil
}
