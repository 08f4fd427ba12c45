package http

import (
	"net/http"

	"kerp.io/apps/api-server/businessnumber"
)

// businessNumberView is a business registration number as the API shows it.
type businessNumberView struct {
	Number    string `json:"number" example:"1248100998"`
	Formatted string `json:"formatted" example:"124-81-00998"`
} //	@name	BusinessNumber

// @Summary	Check a business registration number (사업자등록번호)
// @Param		number	path		string	true	"Ten digits, with or without hyphens"
// @Success	200		{object}	businessNumberView
// @Failure	422		{object}	problem
// @Router		/business-numbers/{number} [get]
func (a *api) businessNumber(w http.ResponseWriter, r *http.Request) {
	number, err := businessnumber.Parse(r.PathValue("number"))
	if err != nil {
		a.writeError(w, r, err)
		return
	}
	a.writeView(w, r, businessNumberView{Number: string(number), Formatted: number.String()}, nil)
}
