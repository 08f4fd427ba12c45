package main

import (
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
	byDir    map[string]*module
	packages map[string]bool
}

func graphOf(t *tree, sources []source) graph {
	r := resolver{t, map[string]*module{}, map[string]bool{}}
	found := graph{Modules: []string{}, Packages: []string{}, Edges: []edge{}}
	for _, m := range t.modules {
		r.byDir[m.dir] = m
		found.Modules = append(found.Modules, m.dir)
	}
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
	for _, m := range t.modules {
		for _, tool := range m.tools {
			add(m, m.dir, tool, "declared")
		}
	}
	for e := range seen {
		found.Edges = append(found.Edges, e)
	}
	return found
}

func (r resolver) owner(dir string) *module {
	for ; ; dir = path.Dir(dir) {
		if m := r.byDir[dir]; m != nil {
			return m
		}
		if dir == "." {
			return nil
		}
	}
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

func (r resolver) reached(importer *module, name string) *module {
	if name == importer.path {
		return importer
	}
	if dir, ok := importer.replaced[name]; ok {
		return r.byDir[dir]
	}
	if !r.used[importer.dir] {
		return nil
	}
	if dir, ok := r.workReplaced[name]; ok {
		return r.byDir[dir]
	}
	index := slices.IndexFunc(r.modules, func(m *module) bool { return m.path == name && r.used[m.dir] })
	if index < 0 {
		return nil
	}
	return r.modules[index]
}
