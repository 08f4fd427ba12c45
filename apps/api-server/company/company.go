// Package company knows the companies that use the ERP.
package company

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/businessnumber"
	"kerp.io/apps/api-server/field"
	"kerp.io/apps/api-server/storage"
)

// Company is one company.
type Company struct {
	ID             uuid.UUID
	BusinessNumber businessnumber.Number
	Name           string
	// CredentialRef names the portal credential that the tax-scraper holds for the company; it is not the credential.
	CredentialRef string
	CreatedAt     time.Time
}

// ErrTaken says that another company has the business number.
var ErrTaken = errors.New("a company with this business number is there already")

// Store keeps companies.
type Store interface {
	// Create stores a company and returns it as stored. If there is one of the same id, it returns that one.
	// The error of a business number that another has is [ErrTaken].
	Create(ctx context.Context, company Company) (Company, error)
	// Get returns the company of the id, or [storage.ErrNotFound].
	Get(ctx context.Context, id uuid.UUID) (Company, error)
	// List returns at most limit companies by id, those after the given one.
	List(ctx context.Context, after uuid.UUID, limit int) (storage.Page[Company], error)
}

const maxName = 100

var errCredentialRef = errors.New("want the name of a credential: 1 to 63 of a-z, 0-9 and -, not first a -")

var credentialRef = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// New returns a company of the given values, or [field.Errors].
func New(id uuid.UUID, businessNumber, name, credential string) (Company, error) {
	var errs field.Errors
	number, err := businessnumber.Parse(businessNumber)
	errs.Add("business_number", err)
	errs.Add("name", field.CheckText(name, maxName))
	if !credentialRef.MatchString(credential) {
		errs.Add("credential_ref", errCredentialRef)
	}
	return Company{ID: id, BusinessNumber: number, Name: name, CredentialRef: credential}, errs.OrNil()
}
