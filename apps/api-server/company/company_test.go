package company_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/company"
)

func TestNew(t *testing.T) {
	t.Parallel()

	const refDetail = "credential_ref: want the name of a credential: 1 to 63 of a-z, 0-9 and -, not first a -"
	tests := map[string]struct {
		number, name, credential string
		wantErr                  string
	}{
		"right":              {number: "124-81-00998", name: "한빛전자", credential: "hanbit-1"},
		"longest credential": {number: "1248100998", name: "한빛전자", credential: strings.Repeat("a", 63)},
		"all missing": {
			wantErr: "business_number: a business registration number has 10 digits, such as 124-81-00998; " +
				"name: is required; " + refDetail,
		},
		"wrong check digit": {
			number: "124-81-00999", name: "한빛전자", credential: "hanbit",
			wantErr: "business_number: the last digit does not match the nine before it: look for a mistyped digit",
		},
		"long name": {
			number: "1248100998", name: strings.Repeat("가", 101), credential: "hanbit",
			wantErr: "name: has more than 100 characters",
		},
		"credential with a path": {
			number: "1248100998", name: "한빛전자", credential: "../hanbit", wantErr: refDetail,
		},
		"credential in capitals": {
			number: "1248100998", name: "한빛전자", credential: "Hanbit", wantErr: refDetail,
		},
		"credential with a line end": {
			number: "1248100998", name: "한빛전자", credential: "hanbit\n", wantErr: refDetail,
		},
		"credential too long": {
			number: "1248100998", name: "한빛전자", credential: strings.Repeat("a", 64), wantErr: refDetail,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			id := uuid.New()
			got, err := company.New(id, test.number, test.name, test.credential)
			if test.wantErr != "" {
				if err == nil || err.Error() != test.wantErr {
					t.Errorf("New = %v, want error %q", err, test.wantErr)
				}
				return
			}
			want := company.Company{
				ID: id, BusinessNumber: "1248100998", Name: test.name, CredentialRef: test.credential,
			}
			if err != nil || got != want {
				t.Errorf("New = %+v, %v, want %+v", got, err, want)
			}
		})
	}
}
