package main

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
)

// source is a Go file.
type source struct {
	file    string
	imports []string
	// valid says whether go/parser read what it was asked to read without an error.
	valid bool
	// ignored says whether `//go:build ignore` keeps the file out of every build.
	ignored bool
}

// parseAll reads all files: their imports only, or all of them with mode 0.
func parseAll(t *tree, mode parser.Mode) []source {
	sources := make([]source, len(t.files))
	slots := make(chan struct{}, runtime.NumCPU())
	var running sync.WaitGroup
	for index, file := range t.files {
		slots <- struct{}{}
		running.Go(func() {
			sources[index] = parse(t.root, file, mode)
			<-slots
		})
	}
	running.Wait()
	return sources
}

func parse(root, file string, mode parser.Mode) source {
	mode |= parser.ParseComments | parser.SkipObjectResolution
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, mode)
	found := source{file: file, imports: []string{}, valid: err == nil}
	if parsed == nil {
		return found
	}
	for _, spec := range parsed.Imports {
		if name, err := strconv.Unquote(spec.Path.Value); err == nil {
			found.imports = append(found.imports, name)
		}
	}
	found.ignored = isIgnored(parsed)
	return found
}

func isIgnored(file *ast.File) bool {
	ignored := false
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if comment.Pos() < file.Package && constraint.IsGoBuild(comment.Text) {
				ignored = strings.TrimSpace(strings.TrimPrefix(comment.Text, "//go:build ")) == "ignore"
			}
		}
	}
	return ignored
}
