package http

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/field"
	"kerp.io/apps/api-server/storage"
)

const (
	defaultLimit = 50
	maxLimit     = 200
)

// query reads the parameters of a list, each at most once, and collects what is wrong with them.
type query struct {
	values url.Values
	errs   field.Errors
}

func readQuery(r *http.Request, accepted ...string) *query {
	values, err := url.ParseQuery(r.URL.RawQuery)
	q := &query{values: values}
	q.errs.Add("query", err)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch {
		case !slices.Contains(accepted, name):
			q.errs.Add(name, errors.New("is not a parameter of this request"))
		case len(values[name]) > 1:
			q.errs.Add(name, errors.New("is there twice"))
		}
	}
	return q
}

func (q *query) limit() int {
	text := q.values.Get("limit")
	if text == "" {
		return defaultLimit
	}
	limit, err := strconv.Atoi(text)
	if err != nil || limit < 1 || limit > maxLimit {
		q.errs.Add("limit", errors.New("want a number from 1 to "+strconv.Itoa(maxLimit)))
	}
	return limit
}

func (q *query) afterID() uuid.UUID {
	text := q.values.Get("after")
	if text == "" {
		return uuid.Nil
	}
	id, err := field.ParseID(text)
	q.errs.Add("after", err)
	return id
}

var approvalNumber = regexp.MustCompile(`^[0-9A-Za-z]{24}$`)

func (q *query) afterApprovalNumber() string {
	text := q.values.Get("after")
	if text != "" && !approvalNumber.MatchString(text) {
		q.errs.Add("after", errors.New("want an approval number: 24 digits or letters"))
	}
	return text
}

// pathID reads the id in the path. What is no UUID is the id of nothing.
func pathID(r *http.Request) (uuid.UUID, error) {
	id, err := field.ParseID(r.PathValue("id"))
	if err != nil {
		return uuid.Nil, storage.ErrNotFound
	}
	return id, nil
}
