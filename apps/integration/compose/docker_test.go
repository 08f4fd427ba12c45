package compose_test

import (
	"path/filepath"
	"testing"

	"kerp.io/apps/integration/compose"
	"kerp.io/apps/integration/scripttest"
)

// docker makes a script the docker of the returned folder.
func docker(t *testing.T, script string) (folder string) {
	t.Helper()

	folder = t.TempDir()
	scripttest.Write(t, filepath.Join(folder, "docker"), script)
	return folder
}

func TestWorks(t *testing.T) {
	tests := map[string]struct{ script, want string }{
		"daemon and plugin": {"exit 0", ""},
		"no daemon": {
			`test "$1" = compose || { echo hello; echo 'no daemon' >&2; exit 1; }`,
			"docker version --format={{.Server.Version}}: exit status 1: no daemon",
		},
		"no plugin": {
			`test "$1" != compose || { echo 'unknown command'; exit 1; }`,
			"docker compose version: exit status 1: unknown command",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv("PATH", docker(t, test.script))
			got := ""
			if err := compose.Works(t.Context()); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("Works = %q, want %q", got, test.want)
			}
		})
	}
}

func TestUpSaysWhatTheServicesSay(t *testing.T) {
	t.Setenv("PATH", docker(t, `
case "$*" in
*"--project-name=p --file=/w/deployments/compose.yaml up --detach --wait redis") echo "$REDIS_PORT is taken"; exit 1;;
*"logs --no-color --tail=10 redis") echo "redis-1 | bye";;
esac`))
	want := "docker compose up --detach --wait redis: exit status 1\n7 is taken\nredis-1 | bye"
	if err := compose.New("/w", "p", "REDIS_PORT=7").Up(t.Context(), "redis"); err == nil || err.Error() != want {
		t.Errorf("Up = %v, want %s", err, want)
	}
}
