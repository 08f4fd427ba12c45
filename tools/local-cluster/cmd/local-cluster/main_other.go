//go:build !linux

// Command local-cluster runs a real Kubernetes of one node on a Linux machine. Here it says that this is none.
package main

import (
	"fmt"
	"os"
	"runtime"

	"kerp.io/tools/local-cluster/failure"
)

func main() {
	err := &failure.Error{
		What: "this machine cannot run a cluster\n  it is not Linux but " + runtime.GOOS,
		Fix:  "name another cluster by its context instead", ExitCode: failure.ExitUnable,
	}
	_, _ = fmt.Fprintf(os.Stderr, "local-cluster: %v\n", err)
	os.Exit(err.ExitCode)
}
