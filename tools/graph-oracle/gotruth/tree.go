package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// module is a folder with a go.mod. Folders are relative to the tree's root.
type module struct {
	dir  string
	path string
	// replaced holds module path -> folder, for replacements by a folder.
	replaced map[string]string
	tools    []string
}

// tree is what a checkout consists of.
type tree struct {
	root    string
	modules []*module
	files   []string
	// used holds the folders that the go.work at the root uses.
	used         map[string]bool
	workReplaced map[string]string
}

func readTree(dir string) (*tree, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find the checkout: %w", err)
	}
	found := &tree{root: root, used: map[string]bool{}, workReplaced: map[string]string{}}
	//nolint:gosec // Reading the folder that its user names is what the program is for.
	err = filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return fmt.Errorf("name a file: %w", err)
		}
		if entry.IsDir() {
			if rel != "." && skipped(file, entry.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		return found.add(filepath.ToSlash(rel), entry.Name())
	})
	if err != nil {
		return nil, fmt.Errorf("walk %s: %w", dir, err)
	}
	return found, nil
}

// skipped says whether the go command's patterns leave a folder out.
func skipped(dir, name string) bool {
	if name == "testdata" {
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		return err != nil
	}
	return name == "vendor" || name == "node_modules" || name[0] == '_' || name[0] == '.'
}

func (t *tree) add(rel, name string) error {
	switch {
	case name == "go.mod":
		return t.addModule(rel)
	case rel == "go.work":
		return t.addWork(rel)
	case strings.HasSuffix(name, ".go") && name[0] != '_' && name[0] != '.':
		t.files = append(t.files, rel)
	}
	return nil
}

func (t *tree) addModule(rel string) error {
	text, err := os.ReadFile(filepath.Join(t.root, rel)) //nolint:gosec // The walk found it below the root.
	if err != nil {
		return fmt.Errorf("read a module: %w", err)
	}
	file, err := modfile.Parse(rel, text, nil)
	if err != nil || file.Module == nil {
		fmt.Fprintln(os.Stderr, "gotruth: no module:", rel, err)
		return nil
	}
	dir := path.Dir(rel)
	found := &module{dir: dir, path: file.Module.Mod.Path, replaced: foldersOf(dir, file.Replace)}
	for _, tool := range file.Tool {
		found.tools = append(found.tools, tool.Path)
	}
	t.modules = append(t.modules, found)
	return nil
}

func (t *tree) addWork(rel string) error {
	text, err := os.ReadFile(filepath.Join(t.root, rel)) //nolint:gosec // The walk found it below the root.
	if err != nil {
		return fmt.Errorf("read the workspace: %w", err)
	}
	file, err := modfile.ParseWork(rel, text, nil)
	if err != nil {
		return fmt.Errorf("read the workspace: %w", err)
	}
	for _, use := range file.Use {
		t.used[path.Clean(use.Path)] = true
	}
	t.workReplaced = foldersOf(".", file.Replace)
	return nil
}

func foldersOf(dir string, replacements []*modfile.Replace) map[string]string {
	folders := map[string]string{}
	for _, replacement := range replacements {
		if replacement.New.Version == "" {
			folders[replacement.Old.Path] = path.Join(dir, replacement.New.Path)
		}
	}
	return folders
}
