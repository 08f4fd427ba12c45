// Package field says what is wrong with the fields of a request.
package field

import "strings"

// Error is why the value of one field is not accepted. It never repeats the value.
type Error struct {
	// Field is the name that the request has for it.
	Field string `json:"field"`
	// Detail tells a person what is wrong and what is accepted.
	Detail string `json:"detail"`
} //	@name	FieldError

// Errors are those of one request, in the order of its fields.
type Errors []Error

func (e Errors) Error() string {
	var texts []string
	for _, one := range e {
		texts = append(texts, one.Field+": "+one.Detail)
	}
	return strings.Join(texts, "; ")
}

// Add appends the error of one field; a nil error adds nothing.
func (e *Errors) Add(field string, err error) {
	if err != nil {
		*e = append(*e, Error{field, err.Error()})
	}
}

// OrNil returns the errors as an error, which is nil when there is none.
func (e Errors) OrNil() error {
	if len(e) == 0 {
		return nil
	}
	return e
}
