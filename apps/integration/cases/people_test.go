//go:build integration

package cases_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"kerp.io/apps/integration/api"
	"kerp.io/apps/integration/services"
)

// serial makes each company and each person another one.
var serial atomic.Int64

// newCompany stores a company that no other case has. The portal lists its invoices in the ordinary way.
func newCompany(t *testing.T) api.Company {
	t.Helper()

	return companyOf(t, businessNumber(fmt.Sprintf("124%06d", serial.Add(1))))
}

// companyOf stores a company with a number by which the portal knows how to behave.
func companyOf(t *testing.T, number string) api.Company {
	t.Helper()

	company := api.Company{BusinessNumber: number, Name: "한빛상사", CredentialRef: services.Credential}
	stored, err := kerp.API.NewCompany(t.Context(), company)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// businessNumber completes the first nine digits of a business registration number (사업자등록번호) by the check digit.
func businessNumber(first string) string {
	weights := []int{1, 3, 7, 1, 3, 7, 1, 3, 5}
	sum := 0
	for i, weight := range weights {
		product := int(first[i]-'0') * weight
		sum += product
		if i == len(weights)-1 {
			sum += product / 10
		}
	}
	return fmt.Sprintf("%s%d", first, (10-sum%10)%10)
}

// residentNumber returns the resident registration number (주민등록번호) of a person whom no other case has: born on
// 1 January 1990, when numbers still had a check digit.
func residentNumber() string {
	first := fmt.Sprintf("9001011%05d", serial.Add(1))
	sum := 0
	for i, weight := range []int{2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5} {
		sum += int(first[i]-'0') * weight
	}
	number := fmt.Sprintf("%s%d", first, (11-sum%11)%10)
	secrets.add(number)
	return number
}
