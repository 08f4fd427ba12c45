//go:build integration

package cases_test

import (
	"fmt"
	"testing"

	"kerp.io/apps/integration/services"
)

// attempts is how often the worker tries a job. What comes back within their pauses, 15 seconds in all, is not lost.
const attempts = 5

// impatient are the variables by which the services try again sooner, and give up sooner, than in production.
var impatient = services.Options{Variables: map[string][]string{
	"worker":      {"RETRY_DELAY=1s", fmt.Sprintf("JOB_ATTEMPTS=%d", attempts)},
	"tax-scraper": {"PAGE_TIMEOUT=4"},
	"api-server":  {"RATE_LIMIT=1000000"}, // all cases are one client
}}

func TestCases(t *testing.T) { //nolint:paralleltest // one case at a time: most disturb all others
	runCases(t, []testCase{
		{"tax-invoice sync", taxInvoiceSync},
		{"insurance filing of each scheme and kind", insuranceFilings},
		{"the same request again, and at the same time", duplicateRequests},
		{"requests that are wrong", wrongRequests},
		{"worker killed in the middle of a job", workerKilled},
		{"worker told to stop in the middle of a job", workerStopped},
		{"tax-scraper killed in the middle of a job", taxScraperKilled},
		{"insurance-edi away, then back", insuranceEDIAway},
		{"NATS restarted", natsRestarted},
		{"Redis restarted", redisRestarted},
		{"PostgreSQL restarted", postgresRestarted},
		{"slow portal", slowPortal},
		{"portal that answers with an error page once", portalFailsOnce},
		{"page that nobody can read", poisonPage},
		{"message that nobody can read", poisonMessage},
		{"migrations up, down and up", migrations},
		{"nothing secret in the logs", secretsInLogs},
	})
}
