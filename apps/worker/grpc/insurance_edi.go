package grpc

import (
	"context"
	"time"

	"google.golang.org/grpc"

	"kerp.io/apps/worker/insurance"
	insurancev1 "kerp.io/libs/proto/gen/go/kerp/insurance/v1"
)

const insuranceEDI = "insurance-edi"

// InsuranceEDI is a client of the insurance-edi service, and an [insurance.Encoder].
type InsuranceEDI struct {
	insurancev1.InsuranceEdiServiceClient
	conn *grpc.ClientConn
}

// DialInsuranceEDI returns a client of the insurance-edi at addr, a host:port. It does not connect yet.
func DialInsuranceEDI(addr string) (*InsuranceEDI, error) {
	conn, err := dial(addr)
	if err != nil {
		return nil, err
	}
	return &InsuranceEDI{insurancev1.NewInsuranceEdiServiceClient(conn), conn}, nil
}

// Check returns why the service cannot take calls, or nil.
func (i *InsuranceEDI) Check(ctx context.Context) error {
	return checkServing(ctx, i.conn, insurancev1.InsuranceEdiService_ServiceDesc.ServiceName)
}

// Close cuts the connection and ends the calls under way.
func (i *InsuranceEDI) Close() error { return i.conn.Close() }

// The values of the domain as the .proto has them. What is not there is the unspecified value, which is refused.
var (
	schemes = map[string]insurancev1.Scheme{
		"national-pension":    insurancev1.Scheme_SCHEME_NATIONAL_PENSION,
		"health":              insurancev1.Scheme_SCHEME_HEALTH,
		"employment":          insurancev1.Scheme_SCHEME_EMPLOYMENT,
		"industrial-accident": insurancev1.Scheme_SCHEME_INDUSTRIAL_ACCIDENT,
	}
	kinds = map[string]insurancev1.FilingKind{
		"acquisition": insurancev1.FilingKind_FILING_KIND_ACQUISITION,
		"loss":        insurancev1.FilingKind_FILING_KIND_LOSS,
	}
)

// Encode writes a filing as a record. The call has the time that is usual for one call.
func (i *InsuranceEDI) Encode(ctx context.Context, filing insurance.Filing) (insurance.Record, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	response, err := i.EncodeFiling(ctx, &insurancev1.EncodeFilingRequest{Filing: &insurancev1.Filing{
		Scheme:                  schemes[filing.Scheme],
		Kind:                    kinds[filing.Kind],
		WorkplaceBusinessNumber: filing.BusinessNumber,
		EmployeeName:            filing.EmployeeName,
		ResidentNumber:          string(filing.ResidentNumber),
		EffectiveDate:           filing.EffectiveDate.Format(time.DateOnly),
		MonthlyWage:             filing.MonthlyWage,
	}})
	if err != nil {
		return insurance.Record{}, classify(insuranceEDI, err)
	}
	return insurance.Record{
		Sealed: response.GetSealedRecord(), KeyID: response.GetKeyId(), Layout: response.GetLayout(),
	}, nil
}
