package process

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

// tailLines is how many lines of a log are quoted.
const tailLines = 30

// output takes what a program says: it writes the log, and looks in each line for the one that is awaited.
type output struct {
	name    string
	log     io.Writer
	echo    func(name, line string)
	awaited string
	found   chan<- string // has room for one
	begun   []byte        // of a line whose end is not written yet
}

// Write never fails: a log that cannot be written is no fault of the program.
func (o *output) Write(p []byte) (int, error) {
	_, _ = o.log.Write(p)
	o.begun = append(o.begun, p...)
	for {
		line, rest, ended := bytes.Cut(o.begun, []byte("\n"))
		if !ended {
			return len(p), nil
		}
		o.begun = rest
		o.take(string(line))
	}
}

func (o *output) take(line string) {
	if o.echo != nil {
		o.echo(o.name, line)
	}
	if o.found != nil && strings.Contains(line, o.awaited) {
		o.found <- line
		o.found = nil
	}
}

// Tail returns the end of a log, or why it cannot be read, under the name of its file.
func Tail(log string) string {
	content, err := os.ReadFile(log) //nolint:gosec // a log of this package
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	lines = lines[max(0, len(lines)-tailLines):]
	return fmt.Sprintf("--- the end of %s\n%s", log, strings.Join(lines, "\n"))
}
