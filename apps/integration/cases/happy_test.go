//go:build integration

package cases_test

import (
	"fmt"
	"slices"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	"kerp.io/apps/integration/api"
	insurancev1 "kerp.io/libs/proto/gen/go/kerp/insurance/v1"
)

func taxInvoiceSync(t *testing.T) {
	company := newCompany(t)
	expectSync(t, company, askForSync(t, company))

	got, err := kerp.API.Invoices(t.Context(), company.ID, period)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]api.Invoice, 5) // as apps/tax-scraper/tests/portal_stand_in/companies.py lists them
	for i, supply := range []int64{1_000_000, 2_000_000, -150_000, 4_000_000, 5_000_000} {
		number := i + 1
		want[i] = api.Invoice{
			ApprovalNumber:         fmt.Sprintf("202610%02d%s%08x", number+1, company.BusinessNumber[2:], number),
			SupplierBusinessNumber: company.BusinessNumber,
			BuyerBusinessNumber:    "2208115881",
			IssueDate:              fmt.Sprintf("2026-10-%02d", number+1),
			SupplyAmount:           supply,
			TaxAmount:              supply / 10,
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("invoices = %+v\nwant %+v", got, want)
	}
}

// schemes and kinds by the names that the API and the .proto have for them.
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

// insuranceFilings has each filing written, and reads the sealed record of each back.
func insuranceFilings(t *testing.T) {
	connection, err := grpc.NewClient(kerp.Services.InsuranceEDI.Addr,
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	edi := insurancev1.NewInsuranceEdiServiceClient(connection)

	for scheme, schemeNumber := range schemes {
		for kind, kindNumber := range kinds {
			t.Run(scheme+" "+kind, func(t *testing.T) {
				t.Parallel()

				company := newCompany(t)
				filing := newFiling(company)
				filing.Scheme, filing.Kind = scheme, kind
				done := expectFiling(t, company, askForJob(t, api.Filings, filing, ""))

				record := decode[struct {
					SealedRecord []byte `json:"sealed_record"`
					KeyID        string `json:"key_id"`
				}](t, done.Result)
				got, err := edi.DecodeFiling(t.Context(), &insurancev1.DecodeFilingRequest{
					Form: &insurancev1.DecodeFilingRequest_Sealed{Sealed: &insurancev1.SealedRecord{
						SealedRecord: record.SealedRecord, KeyId: record.KeyID,
					}},
				})
				if err != nil {
					t.Fatal(err)
				}
				want := &insurancev1.Filing{
					Scheme: schemeNumber, Kind: kindNumber, WorkplaceBusinessNumber: company.BusinessNumber,
					EmployeeName: filing.EmployeeName, ResidentNumber: filing.ResidentNumber,
					EffectiveDate: filing.EffectiveDate, MonthlyWage: filing.MonthlyWage,
				}
				if !proto.Equal(got.GetFiling(), want) {
					t.Errorf("the sealed record says %v, want %v", got.GetFiling(), want)
				}
			})
		}
	}
}
