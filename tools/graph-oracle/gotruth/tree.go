package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
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

// workspace is a go.work.
type workspace struct {
	used     []string
	replaced map[string]string
}

// tree is what a checkout consists of.
type tree struct {
	root string
	// modules holds the module of each folder with a go.mod; nil where that is broken.
	modules    map[string]*module
	workspaces map[string]*workspace
	files      []string
}

func readTree(dir string) (*tree, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find the checkout: %w", err)
	}
	found := &tree{root: root, modules: map[string]*module{}, workspaces: map[string]*workspace{}}
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
			if isSkipped(file) || isFixture(file) {
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

// isFixture says whether a folder holds what tests work on: testdata without a go.mod.
func isFixture(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return filepath.Base(dir) == "testdata" && err != nil
}

// isSkipped says whether nothing in a folder is the checkout's own, or a placeholder in its name makes it a template.
func isSkipped(dir string) bool {
	name := filepath.Base(dir)
	_, rest, opened := strings.Cut(name, "{{")
	return slices.Contains([]string{".git", "node_modules", "vendor"}, name) || (opened && strings.Contains(rest, "}}"))
}

func (t *tree) add(rel, name string) error {
	switch {
	case name == "go.mod":
		return t.addModule(rel)
	case name == "go.work":
		return t.addWorkspace(rel)
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
	dir := path.Dir(rel)
	file, err := modfile.Parse(rel, text, nil)
	if err != nil || file.Module == nil {
		fmt.Fprintln(os.Stderr, "gotruth: no module:", rel, err)
		t.modules[dir] = nil
		return nil
	}
	found := &module{dir: dir, path: file.Module.Mod.Path, replaced: foldersOf(dir, file.Replace)}
	for _, tool := range file.Tool {
		found.tools = append(found.tools, tool.Path)
	}
	t.modules[dir] = found
	return nil
}

func (t *tree) addWorkspace(rel string) error {
	text, err := os.ReadFile(filepath.Join(t.root, rel)) //nolint:gosec // The walk found it below the root.
	if err != nil {
		return fmt.Errorf("read the workspace: %w", err)
	}
	dir := path.Dir(rel)
	file, err := modfile.ParseWork(rel, text, nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gotruth: no workspace:", err)
		return nil
	}
	found := &workspace{replaced: foldersOf(dir, file.Replace)}
	for _, use := range file.Use {
		found.used = append(found.used, path.Join(dir, use.Path))
	}
	t.workspaces[dir] = found
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

// owner is the module that a folder is part of: the nearest above it, unless a folder between the two is one that the
// go command's patterns leave out.
func (t *tree) owner(dir string) *module {
	for ; ; dir = path.Dir(dir) {
		if m, ok := t.modules[dir]; ok {
			return m
		}
		if name := path.Base(dir); dir == "." || name[0] == '_' || name[0] == '.' {
			return nil
		}
	}
}

// workspaceOf is the go.work that holds for a module: the nearest above it, if that uses the module.
func (t *tree) workspaceOf(m *module) *workspace {
	for dir := m.dir; ; dir = path.Dir(dir) {
		if found := t.workspaces[dir]; found != nil {
			if slices.Contains(found.used, m.dir) {
				return found
			}
			return nil
		}
		if dir == "." {
			return nil
		}
	}
}
