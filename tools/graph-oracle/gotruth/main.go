// Command gotruth says what Go projects of a checkout need of each other, from go/parser and x/mod alone. It shares no
// code with the plugin that it judges.
//
//	gotruth graph DIR      modules, packages and edges as JSON
//	gotruth imports DIR    the imports of each file that go/parser can read, as JSON
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gotruth:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("usage: gotruth graph|imports DIR")

func run(args []string, out io.Writer) error {
	if len(args) != 2 {
		return errUsage
	}
	tree, err := readTree(args[1])
	if err != nil {
		return err
	}
	switch args[0] {
	case "graph":
		return encode(out, graphOf(tree, parseAll(tree)))
	case "imports":
		imports := map[string][]string{}
		for _, source := range parseAll(tree) {
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
