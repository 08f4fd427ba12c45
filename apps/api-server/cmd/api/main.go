// Command api is the K-ERP API server.
//
//	api                       serve until SIGTERM or SIGINT
//	api healthcheck           exit with 0 if the server on this machine is healthy, with 1 if it is not
//	api migrate up            bring the schema of the database to the newest version
//	api migrate down [STEPS]  take back the last migration, or the last STEPS
//	api migrate version       print the version of the schema
//
// The variables that set it up are the fields of [Settings]; migrate needs only DATABASE_URL.
package main

import (
	"os"

	"kerp.io/libs/go/program"
)

var api = program.Program[Settings]{
	Name:     "api",
	Service:  service,
	Serve:    serve,
	Commands: map[string]program.Command{"migrate": migrate},
}

func main() {
	os.Exit(api.Main())
}
