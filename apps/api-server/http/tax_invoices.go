package http

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/taxinvoice"
)

type syncRequest struct {
	CompanyID string `json:"company_id" format:"uuid" validate:"required"`
	// Month of issue in Korea.
	Period string `json:"period" example:"2026-10" validate:"required"`
} //	@name	TaxInvoiceSyncRequest

type syncView struct {
	jobView

	CompanyID string `json:"company_id" format:"uuid"`
	Period    string `json:"period" example:"2026-10"`
	// There when the job has succeeded.
	Result *syncResult `json:"result,omitempty"`
} //	@name	TaxInvoiceSync

type syncResult struct {
	// How many invoices the portal listed.
	Invoices int64 `json:"invoices"`
} //	@name	TaxInvoiceSyncResult

type invoiceView struct {
	ApprovalNumber         string `json:"approval_number" example:"202610014100000012345678"`
	SupplierBusinessNumber string `json:"supplier_business_number" example:"1248100998"`
	BuyerBusinessNumber    string `json:"buyer_business_number" example:"2208162517"`
	IssueDate              string `json:"issue_date" format:"date"`
	// In won, without tax; negative on a correcting invoice.
	SupplyAmount int64 `json:"supply_amount"`
	// In won.
	TaxAmount int64 `json:"tax_amount"`
} //	@name	TaxInvoice

type invoiceList struct {
	Items []invoiceView `json:"items"`
	// Where the next part begins: the parameter after. Missing at the end.
	Next string `json:"next,omitempty"`
} //	@name	TaxInvoiceList

func viewSync(s taxinvoice.Sync) syncView {
	view := syncView{jobView: viewJob(s.Job), CompanyID: s.CompanyID.String(), Period: string(s.Period)}
	if s.Invoices != nil {
		view.Result = &syncResult{*s.Invoices}
	}
	return view
}

// @Summary	Fetch a company's tax invoices (전자세금계산서) of one month from the portal
// @Accept		json
// @Param		Idempotency-Key	header		string		false	"Makes the request safe to repeat"
// @Param		sync			body		syncRequest	true	"What to fetch"
// @Success	202				{object}	syncView
// @Header		202				{string}	Location	"Path of the job"
// @Failure	400,409,413,415,422,429,503	{object}	problem
// @Router		/tax-invoice-syncs [post]
func (a *api) createTaxInvoiceSync(w http.ResponseWriter, r *http.Request) {
	a.create(w, r, func(ctx context.Context, id uuid.UUID, body []byte) (created, error) {
		request, err := decode[syncRequest](body)
		if err != nil {
			return created{}, err
		}
		wanted, err := taxinvoice.NewSync(id, request.CompanyID, request.Period, a.Now())
		if err != nil {
			return created{}, err
		}
		stored, err := a.TaxInvoices.CreateSync(ctx, wanted)
		return created{http.StatusAccepted, "/api/v1/tax-invoice-syncs/" + stored.ID.String(), viewSync(stored)}, err
	})
}

// @Summary	Get a job of fetching tax invoices
// @Param		id	path		string	true	"Id of the job"	format(uuid)
// @Success	200	{object}	syncView
// @Failure	404,429,503	{object}	problem
// @Router		/tax-invoice-syncs/{id} [get]
func (a *api) getTaxInvoiceSync(w http.ResponseWriter, r *http.Request) {
	id, err := pathID(r)
	if err != nil {
		a.writeError(w, r, err)
		return
	}
	found, err := a.TaxInvoices.GetSync(r.Context(), id)
	a.writeView(w, r, viewSync(found), err)
}

// @Summary	List a company's tax invoices by approval number
// @Param		id		path		string	true	"Id of the company"	format(uuid)
// @Param		period	query		string	false	"Only those issued in this month: YYYY-MM"
// @Param		limit	query	int	false	"How many at most"	minimum(1)	maximum(200)	default(50)
// @Param		after	query		string	false	"The next of the part before"
// @Success	200		{object}	invoiceList
// @Failure	404,422,429,503	{object}	problem
// @Router		/companies/{id}/tax-invoices [get]
func (a *api) listTaxInvoices(w http.ResponseWriter, r *http.Request) {
	q := readQuery(r, "period", "limit", "after")
	limit, period := q.limit(), a.period(q)
	if err := q.errs.OrNil(); err != nil {
		a.writeError(w, r, err)
		return
	}
	id, err := pathID(r)
	if err != nil {
		a.writeError(w, r, err)
		return
	}
	page, err := a.TaxInvoices.ListInvoices(r.Context(), id, period, q.values.Get("after"), limit)
	list := invoiceList{Items: []invoiceView{}, Next: page.Next}
	for _, one := range page.Items {
		list.Items = append(list.Items, invoiceView{
			ApprovalNumber:         one.ApprovalNumber,
			SupplierBusinessNumber: one.SupplierBusinessNumber,
			BuyerBusinessNumber:    one.BuyerBusinessNumber,
			IssueDate:              one.IssueDate.Format(time.DateOnly),
			SupplyAmount:           one.SupplyAmount,
			TaxAmount:              one.TaxAmount,
		})
	}
	a.writeView(w, r, list, err)
}

func (a *api) period(q *query) taxinvoice.Period {
	text := q.values.Get("period")
	if text == "" {
		return ""
	}
	period, err := taxinvoice.ParsePeriod(text, a.Now())
	q.errs.Add("period", err)
	return period
}
