package http

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/company"
)

type companyRequest struct {
	BusinessNumber string `json:"business_number" example:"124-81-00998" validate:"required"`
	Name           string `json:"name" example:"한빛전자" validate:"required" maxLength:"100"`
	// Name of a credential that the tax-scraper holds, never the credential.
	CredentialRef string `json:"credential_ref" example:"hanbit" validate:"required"`
} //	@name	CompanyRequest

type companyView struct {
	ID             string    `json:"id" format:"uuid"`
	BusinessNumber string    `json:"business_number" example:"1248100998"`
	Name           string    `json:"name" example:"한빛전자"`
	CredentialRef  string    `json:"credential_ref" example:"hanbit"`
	CreatedAt      time.Time `json:"created_at" format:"date-time"`
} //	@name	Company

type companyList struct {
	Items []companyView `json:"items"`
	// Where the next part begins: the parameter after. Missing at the end.
	Next string `json:"next,omitempty"`
} //	@name	CompanyList

func viewCompany(c company.Company) companyView {
	return companyView{
		ID: c.ID.String(), BusinessNumber: string(c.BusinessNumber), Name: c.Name, CredentialRef: c.CredentialRef,
		CreatedAt: c.CreatedAt,
	}
}

// @Summary	Create a company
// @Accept		json
// @Param		Idempotency-Key	header		string			false	"Makes the request safe to repeat"
// @Param		company			body		companyRequest	true	"The company"
// @Success	201				{object}	companyView
// @Header		201				{string}	Location	"Path of the company"
// @Failure	400,409,413,415,422,429,503	{object}	problem
// @Router		/companies [post]
func (a *api) createCompany(w http.ResponseWriter, r *http.Request) {
	a.create(w, r, func(ctx context.Context, id uuid.UUID, body []byte) (created, error) {
		request, err := decode[companyRequest](body)
		if err != nil {
			return created{}, err
		}
		wanted, err := company.New(id, request.BusinessNumber, request.Name, request.CredentialRef)
		if err != nil {
			return created{}, err
		}
		stored, err := a.Companies.Create(ctx, wanted)
		return created{http.StatusCreated, "/api/v1/companies/" + stored.ID.String(), viewCompany(stored)}, err
	})
}

// @Summary	Get a company
// @Param		id	path		string	true	"Id of the company"	format(uuid)
// @Success	200	{object}	companyView
// @Failure	404,429,503	{object}	problem
// @Router		/companies/{id} [get]
func (a *api) getCompany(w http.ResponseWriter, r *http.Request) {
	id, err := pathID(r)
	if err != nil {
		a.writeError(w, r, err)
		return
	}
	found, err := a.Companies.Get(r.Context(), id)
	a.writeView(w, r, viewCompany(found), err)
}

// @Summary	List the companies by id
// @Param		limit	query	int	false	"How many at most"	minimum(1)	maximum(200)	default(50)
// @Param		after	query		string	false	"The next of the part before"	format(uuid)
// @Success	200		{object}	companyList
// @Failure	422,429,503	{object}	problem
// @Router		/companies [get]
func (a *api) listCompanies(w http.ResponseWriter, r *http.Request) {
	q := readQuery(r, "limit", "after")
	after, limit := q.afterID(), q.limit()
	if err := q.errs.OrNil(); err != nil {
		a.writeError(w, r, err)
		return
	}
	page, err := a.Companies.List(r.Context(), after, limit)
	list := companyList{Items: []companyView{}, Next: page.Next}
	for _, one := range page.Items {
		list.Items = append(list.Items, viewCompany(one))
	}
	a.writeView(w, r, list, err)
}
