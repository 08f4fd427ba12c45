package http

import (
	"maps"
	"slices"
)

// Routes returns the patterns of all routes, sorted.
func Routes() []string { return slices.Sorted(maps.Keys((&api{}).routes())) }
