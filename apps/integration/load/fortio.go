package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
)

type shot struct {
	perSecond float64
	p99       float64 // in milliseconds
}

// shoot asks for a URL with fortio: a fixed number of requests, on each connection one after the other.
func shoot(ctx context.Context, root, url string) (shot, error) {
	fortio := filepath.Join(root, "tools", "bin", "fortio", "bin", "fortio")
	command := exec.CommandContext(ctx, fortio, "load", //nolint:gosec // of the workspace
		"-n", strconv.Itoa(requestCount), "-c", strconv.Itoa(connections), "-qps", "0",
		"-r", "0.0001", "-p", "99", "-quiet", "-loglevel", "error", "-json", "-", url)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		return shot{}, fmt.Errorf("fortio: %w\n%s\n  fix    npx nx run fortio:build", err, stderr.String())
	}
	var report struct {
		ActualQPS         float64
		DurationHistogram struct{ Percentiles []struct{ Value float64 } }
		RetCodes          map[string]int
	}
	if err := json.Unmarshal(stdout.Bytes(), &report); err != nil {
		return shot{}, fmt.Errorf("fortio: %w", err)
	}
	if report.RetCodes["200"] != requestCount || len(report.DurationHistogram.Percentiles) != 1 {
		return shot{}, fmt.Errorf("%s answers %v, want 200 only: else it is no measurement", url, report.RetCodes)
	}
	const milliseconds = 1000
	return shot{report.ActualQPS, report.DurationHistogram.Percentiles[0].Value * milliseconds}, nil
}
