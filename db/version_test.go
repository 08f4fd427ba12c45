package db_test

import (
	"fmt"
	"io/fs"
	"testing"

	"kerp.io/db"
)

// Each version has one migration, which can be taken back, and none is left out.
func TestMigrations(t *testing.T) {
	t.Parallel()

	for version := range db.Newest() {
		for _, direction := range []string{"up", "down"} {
			pattern := fmt.Sprintf("migrations/%06d_*.%s.sql", version+1, direction)
			files, err := fs.Glob(db.Migrations, pattern)
			if err != nil || len(files) != 1 {
				t.Errorf("%s: %q, %v, want one file", pattern, files, err)
			}
		}
	}
	files, err := fs.Glob(db.Migrations, "migrations/*")
	if want := 2 * int(db.Newest()); err != nil || len(files) != want || want == 0 {
		t.Errorf("there are %d files, %v, want %d", len(files), err, want)
	}
}
