package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/coredns/caddy"
)

func TestPlugins(t *testing.T) {
	t.Parallel()

	plugins := strings.Fields(caddy.DescribePlugins())
	for _, plugin := range []string{
		"kubernetes", "forward", "cache", "errors", "health", "ready", "loop", "loadbalance",
	} {
		if !slices.Contains(plugins, plugin) {
			t.Errorf("the plugin %s is missing in %q", plugin, plugins)
		}
	}
}
