package grpc

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"kerp.io/apps/worker/job"
)

// permanentCodes are the answers that the same call would get again until somebody changes something: the services'
// .proto files say which code means what. UNIMPLEMENTED is none of them, as during a rollout another instance may know
// the call. Nor are INTERNAL and UNKNOWN, which say nothing.
var permanentCodes = []codes.Code{
	codes.InvalidArgument, codes.NotFound, codes.AlreadyExists, codes.PermissionDenied, codes.Unauthenticated,
	codes.FailedPrecondition, codes.OutOfRange, codes.DataLoss,
}

// classify makes of an answer an error that says whether another attempt is worth it. Its text is shown to clients of
// the API, and so has no address of a service: that is in the log of the readiness checks.
func classify(service string, err error) error {
	if err == nil {
		return nil
	}
	answer := status.Convert(err)
	switch {
	case slices.Contains(permanentCodes, answer.Code()):
		return job.Permanentf("%s: %s: %s", service, answer.Code(), answer.Message())
	case answer.Code() == codes.Unavailable && strings.HasPrefix(answer.Message(), "connection error:"):
		return fmt.Errorf("%s: %s: it cannot be reached", service, answer.Code())
	}
	return fmt.Errorf("%s: %s: %s", service, answer.Code(), answer.Message())
}
