//go:build integration

package cases_test

import (
	"testing"

	"kerp.io/apps/integration/services"
)

// impatient are the variables by which the services try again sooner, and give up sooner, than in production.
var impatient = services.Options{Variables: map[string][]string{
	"worker":      {"RETRY_DELAY=200ms", "JOB_ATTEMPTS=6"},
	"tax-scraper": {"PAGE_TIMEOUT=5"},
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
