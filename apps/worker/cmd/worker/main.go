// Command worker does the K-ERP work that outlives a request, with the tax-scraper and the insurance-edi.
//
//	worker               serve until SIGTERM or SIGINT
//	worker healthcheck   exit with 0 if the server on this machine is healthy, with 1 if it is not
//
// The variables that set it up are the fields of [Settings].
package main

import (
	"os"

	"kerp.io/libs/go/program"
)

var worker = program.Program[Settings]{Name: "worker", Service: service, Serve: serve}

func main() {
	os.Exit(worker.Main())
}
