package compose

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// images are those of our own that the description starts.
var images = []string{"api-server", "worker", "tax-scraper", "insurance-edi"}

// ImageVariables returns the variables, as NAME=value, that name the images: those that the last run of their target
// `docker` built or found.
func ImageVariables(root string) ([]string, error) {
	variables := make([]string, 0, len(images))
	for _, image := range images {
		reference, err := reference(filepath.Join(root, "dist", "images", image+".json"))
		if err != nil {
			return nil, fmt.Errorf("image %s: %w\n  fix    npx nx run %s:docker", image, err, image)
		}
		name := strings.ToUpper(strings.ReplaceAll(image, "-", "_")) + "_IMAGE"
		variables = append(variables, name+"="+reference)
	}
	return variables, nil
}

// reference reads an image's record; ImageRecord in tools/delivery/src/image/record.ts describes it.
func reference(file string) (string, error) {
	content, err := os.ReadFile(file) //nolint:gosec // a record of the workspace
	if err != nil {
		return "", err
	}
	var record struct{ Repository, Source string }
	if err := json.Unmarshal(content, &record); err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	if record.Repository == "" || record.Source == "" {
		return "", fmt.Errorf("%s names no image", file)
	}
	return record.Repository + ":" + record.Source, nil
}
