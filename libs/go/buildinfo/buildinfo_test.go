package buildinfo_test

import (
	"runtime"
	"testing"

	"kerp.io/libs/go/buildinfo"
)

func TestOf(t *testing.T) {
	t.Parallel()

	want := buildinfo.Version{Service: "api-server", Source: "unstamped", Go: runtime.Version()}
	if got := buildinfo.Of("api-server"); got != want {
		t.Errorf("Of(%q) = %+v, want %+v", "api-server", got, want)
	}
}
