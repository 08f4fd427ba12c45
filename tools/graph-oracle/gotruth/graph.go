package main

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// edge says that a package needs another one, of the same module or not. Folders are relative to the tree's root.
type edge struct {
	From string `json:"from"`
	To   string `json:"to"`
	// Module is the root of the module of To.
	Module string `json:"module"`
	// Exists is false for a package that has no file here: it is generated, or was moved.
	Exists bool `json:"exists"`
	// Kind is production, test or declared.
	Kind string `json:"kind"`
}

type graph struct {
	Modules  []string `json:"modules"`
	Packages []string `json:"packages"`
	Edges    []edge   `json:"edges"`
}

type resolver struct {
	*tree
	packages map[string]bool
}

func graphOf(t *tree, sources []source) graph {
	r := resolver{t, map[string]bool{}}
	found := graph{Modules: []string{}, Packages: []string{}, Edges: []edge{}}
	for _, s := range sources {
		if dir := path.Dir(s.file); r.owner(dir) != nil && !r.packages[dir] {
			r.packages[dir] = true
			found.Packages = append(found.Packages, dir)
		}
	}
	seen := map[edge]bool{}
	add := func(importer *module, from, name, kind string) {
		if e, ok := r.resolve(importer, name); ok {
			e.From, e.Kind = from, kind
			seen[e] = true
		}
	}
	for _, s := range sources {
		importer := r.owner(path.Dir(s.file))
		if importer == nil || s.ignored {
			continue
		}
		kind := "production"
		if strings.HasSuffix(s.file, "_test.go") {
			kind = "test"
		}
		for _, name := range s.imports {
			add(importer, path.Dir(s.file), name, kind)
		}
	}
	for dir, m := range t.modules {
		if m == nil {
			continue
		}
		found.Modules = append(found.Modules, dir)
		for _, tool := range m.tools {
			add(m, m.dir, tool, "declared")
		}
	}
	slices.Sort(found.Modules)
	found.Edges = slices.AppendSeq(found.Edges, maps.Keys(seen))
	return found
}

// resolve finds the module with the longest path that fits an import and is reached from the importer.
func (r resolver) resolve(importer *module, name string) (edge, bool) {
	for prefix := name; prefix != "." && prefix != "/" && prefix != ""; prefix = path.Dir(prefix) {
		if m := r.reached(importer, prefix); m != nil {
			to := path.Join(m.dir, strings.TrimPrefix(name, prefix))
			if r.owner(to) != m {
				// A module inside of m is there, which nothing reaches: the package comes from elsewhere.
				return edge{}, false
			}
			return edge{To: to, Module: m.dir, Exists: r.packages[to]}, true
		}
	}
	return edge{}, false
}

// reached is the module that a module path means for an importer, if that is in this tree. In a workspace its modules
// come before any replacement, and go.work's replacements before those of the modules, which all count.
func (r resolver) reached(importer *module, name string) *module {
	if name == importer.path {
		return importer
	}
	replacements := []map[string]string{importer.replaced}
	if w := r.workspaceOf(importer); w != nil {
		replacements = []map[string]string{w.replaced, importer.replaced}
		for _, dir := range w.used {
			if m := r.modules[dir]; m != nil {
				if m.path == name {
					return m
				}
				replacements = append(replacements, m.replaced)
			}
		}
	}
	for _, replaced := range replacements {
		if dir, ok := replaced[name]; ok {
			return r.modules[dir]
		}
	}
	return nil
}
