package http

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/insurance"
)

type filingRequest struct {
	CompanyID string `json:"company_id" format:"uuid" validate:"required"`
	// 자격취득 or 자격상실.
	Kind string `json:"kind" enums:"acquisition,loss" validate:"required"`
	// 국민연금, 건강보험, 고용보험 or 산재보험.
	Scheme string `json:"scheme" validate:"required" enums:"national-pension,health,employment,industrial-accident"`

	EmployeeName string `json:"employee_name" example:"홍길동" validate:"required"`
	// 주민등록번호, with or without a hyphen. It is in no answer.
	ResidentNumber string `json:"resident_number" format:"password" validate:"required"`
	EffectiveDate  string `json:"effective_date" format:"date" validate:"required"`
	// 월 보수액 in won.
	MonthlyWage *int64 `json:"monthly_wage" minimum:"0" maximum:"999999999999" validate:"required"`
} //	@name	InsuranceFilingRequest

type filingView struct {
	jobView

	CompanyID     string `json:"company_id" format:"uuid"`
	Kind          string `json:"kind" enums:"acquisition,loss"`
	Scheme        string `json:"scheme" enums:"national-pension,health,employment,industrial-accident"`
	EmployeeName  string `json:"employee_name"`
	EffectiveDate string `json:"effective_date" format:"date"`
	MonthlyWage   int64  `json:"monthly_wage"`
	// There when the job has succeeded.
	Result *filingResult `json:"result,omitempty"`
} //	@name	InsuranceFiling

type filingResult struct {
	// The record, encrypted by the insurance-edi, in base64.
	SealedRecord []byte `json:"sealed_record" swaggertype:"string" format:"byte"`
	// Tells with which key.
	KeyID  string `json:"key_id"`
	Layout string `json:"layout"`
} //	@name	InsuranceFilingResult

func viewFiling(f insurance.Filing) filingView {
	view := filingView{
		jobView: viewJob(f.Job), CompanyID: f.CompanyID.String(), Kind: f.Kind, Scheme: f.Scheme,
		EmployeeName: f.EmployeeName, EffectiveDate: f.EffectiveDate.Format(time.DateOnly), MonthlyWage: f.MonthlyWage,
	}
	if f.Record != nil {
		view.Result = &filingResult{f.Record.Sealed, f.Record.KeyID, f.Record.Layout}
	}
	return view
}

// @Summary	File that an employee enters or leaves one of the four social insurances (4대보험)
// @Accept		json
// @Param		Idempotency-Key	header		string			false	"Makes the request safe to repeat"
// @Param		filing			body		filingRequest	true	"What to file"
// @Success	202				{object}	filingView
// @Header		202				{string}	Location	"Path of the job"
// @Failure	400,409,413,415,422,429,503	{object}	problem
// @Router		/insurance-filings [post]
func (a *api) createInsuranceFiling(w http.ResponseWriter, r *http.Request) {
	a.create(w, r, func(ctx context.Context, id uuid.UUID, body []byte) (created, error) {
		request, err := decode[filingRequest](body)
		if err != nil {
			return created{}, err
		}
		wanted, err := insurance.NewRequest(id, insurance.Input(request))
		if err != nil {
			return created{}, err
		}
		stored, err := a.Filings.Create(ctx, wanted)
		return created{http.StatusAccepted, "/api/v1/insurance-filings/" + stored.ID.String(), viewFiling(stored)}, err
	})
}

// @Summary	Get a job of filing
// @Param		id	path		string	true	"Id of the job"	format(uuid)
// @Success	200	{object}	filingView
// @Failure	404,429,503	{object}	problem
// @Router		/insurance-filings/{id} [get]
func (a *api) getInsuranceFiling(w http.ResponseWriter, r *http.Request) {
	id, err := pathID(r)
	if err != nil {
		a.writeError(w, r, err)
		return
	}
	found, err := a.Filings.Get(r.Context(), id)
	a.writeView(w, r, viewFiling(found), err)
}
