// Command gotruth says what Go projects of a checkout need of each other, from go/parser and x/mod alone. It shares no
// code with the plugin that it judges.
//
//	gotruth graph DIR [DIR]      modules, packages and edges of each, as lines of JSON
//	gotruth imports DIR [DIR]    the imports of each file without an error, as lines of JSON
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gotruth:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("usage: gotruth graph|imports DIR [DIR]")

func run(args []string, out io.Writer) error {
	if len(args) < 2 {
		return errUsage
	}
	for _, dir := range args[1:] {
		tree, err := readTree(dir)
		if err != nil {
			return err
		}
		if err := answer(args[0], tree, out); err != nil {
			return err
		}
	}
	return nil
}

func answer(verb string, t *tree, out io.Writer) error {
	switch verb {
	case "graph":
		return encode(out, graphOf(t, parseAll(t, parser.ImportsOnly)))
	case "imports":
		imports := map[string][]string{}
		for _, source := range parseAll(t, 0) {
			if source.valid {
				imports[source.file] = source.imports
			}
		}
		return encode(out, imports)
	default:
		return errUsage
	}
}

func encode(out io.Writer, value any) error {
	if err := json.NewEncoder(out).Encode(value); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}
