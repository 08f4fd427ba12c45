//go:build integration

package cases_test

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// secretList collects what must be in no log.
type secretList struct {
	mu   sync.Mutex
	list []string
}

var secrets secretList

func (s *secretList) add(secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, secret)
}

// secretsInLogs looks for each resident number and password of the cases before it in all logs.
func secretsInLogs(t *testing.T) {
	for _, location := range []string{kerp.Servers.Postgres.URL, kerp.Servers.Redis.URL, kerp.Servers.NATS.URL} {
		parsed, err := url.Parse(location)
		if err != nil {
			t.Fatal(err)
		}
		if password, ok := parsed.User.Password(); ok {
			secrets.add(password)
		}
	}
	files, err := filepath.Glob(filepath.Join(logs, "*.log"))
	if err != nil || len(files) == 0 {
		t.Fatalf("logs = %q, %v, want some", files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file) //nolint:gosec // a log of the run
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range secrets.list {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds %s", file, secret)
			}
		}
	}
}
