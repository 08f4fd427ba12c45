package process

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
)

// tailLines is how many lines of a log are quoted.
const tailLines = 20

// output takes what a program says: it writes the log, and finds the lines that are waited for.
type output struct {
	name string
	log  io.Writer
	echo func(name, line string)

	mu       sync.Mutex
	awaiting []awaited
	begun    []byte // of a line whose end is not written yet
}

type awaited struct {
	text string
	said chan struct{}
}

// next returns a channel that is closed when a line with text in it comes.
func (o *output) next(text string) <-chan struct{} {
	said := make(chan struct{})
	o.mu.Lock()
	defer o.mu.Unlock()
	o.awaiting = append(o.awaiting, awaited{text, said})
	return said
}

// Write never fails: a log that cannot be written is no fault of the program.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
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
	o.awaiting = slices.DeleteFunc(o.awaiting, func(one awaited) bool {
		if !strings.Contains(line, one.text) {
			return false
		}
		close(one.said)
		return true
	})
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
