// Package buildinfo says which source a binary was built from.
package buildinfo

import "runtime"

// Source is the content hash of the source that the binary was built from. The build sets it with
// -ldflags "-X kerp.io/libs/go/buildinfo.Source=<hash>"; it is never taken from HEAD or the clock,
// so that equal sources give equal binaries.
var Source = "unstamped"

// Version is what a running service says of its own origin.
type Version struct {
	Service string `json:"service"`
	Source  string `json:"source"`
	Go      string `json:"go"`
}

// Of returns the version of the named service: this binary's source and the Go release that compiled it.
func Of(service string) Version {
	return Version{Service: service, Source: Source, Go: runtime.Version()}
}
