package compose_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kerp.io/apps/integration/compose"
)

// records writes records of images into a workspace and returns its folder.
func records(t *testing.T, content map[string]string) string {
	t.Helper()

	root := t.TempDir()
	folder := filepath.Join(root, "dist", "images")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for image, record := range content {
		if err := os.WriteFile(filepath.Join(folder, image+".json"), []byte(record), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestImageVariables(t *testing.T) {
	t.Parallel()

	root := records(t, map[string]string{
		"api-server":    `{"repository":"kerp/api-server","source":"src-1","digest":"sha256:0"}`,
		"worker":        `{"repository":"kerp/worker","source":"src-2"}`,
		"tax-scraper":   `{"repository":"kerp/tax-scraper","source":"src-3"}`,
		"insurance-edi": `{"repository":"localhost/kerp/insurance-edi","source":"src-4"}`,
	})
	want := []string{
		"API_SERVER_IMAGE=kerp/api-server:src-1", "WORKER_IMAGE=kerp/worker:src-2",
		"TAX_SCRAPER_IMAGE=kerp/tax-scraper:src-3", "INSURANCE_EDI_IMAGE=localhost/kerp/insurance-edi:src-4",
	}
	if got, err := compose.ImageVariables(root); err != nil || !slices.Equal(got, want) {
		t.Errorf("ImageVariables = %q, %v, want %q", got, err, want)
	}
}

func TestImageVariablesWithoutRecord(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		records map[string]string
		want    string
	}{
		"no record":        {nil, "no such file or directory"},
		"no JSON":          {map[string]string{"api-server": "{"}, "unexpected end of JSON input"},
		"no image in JSON": {map[string]string{"api-server": "{}"}, "names no image"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			_, err := compose.ImageVariables(records(t, test.records))
			const fix = "\n  fix    npx nx run api-server:docker"
			if err == nil || !strings.HasPrefix(err.Error(), "image api-server: ") ||
				!strings.HasSuffix(err.Error(), test.want+fix) {
				t.Errorf("ImageVariables = %v, want the cause %q and %q", err, test.want, fix)
			}
		})
	}
}
