// Command api is the K-ERP API server.
//
//	api               serve until SIGTERM or SIGINT
//	api healthcheck   exit with 0 if the server on this machine is healthy, with 1 if it is not
//
// The variables that set it up are the fields of [Settings].
package main

import (
	"os"

	"kerp.io/libs/go/program"
)

var api = program.Program[Settings]{Name: "api", Service: service, Serve: serve}

func main() {
	os.Exit(api.Main())
}
