package main

import (
	"runtime/debug"
	"strings"
	_ "unsafe" // for go:linkname

	"k8s.io/component-base/version"
)

// Release builds of Kubernetes get these by -ldflags=-X. Here they come from go.mod, which pins the version: written
// down a second time, they could differ from it.
var (
	//go:linkname gitVersion k8s.io/component-base/version.gitVersion
	gitVersion string
	//go:linkname gitMajor k8s.io/component-base/version.gitMajor
	gitMajor string
	//go:linkname gitMinor k8s.io/component-base/version.gitMinor
	gitMinor string
)

func setVersion() {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return
	}
	for _, module := range info.Deps {
		if module.Path != "k8s.io/kubernetes" {
			continue
		}
		gitVersion = module.Version
		if parts := strings.Split(strings.TrimPrefix(gitVersion, "v"), "."); len(parts) > 1 {
			gitMajor, gitMinor = parts[0], parts[1]
		}
		if err := version.SetDynamicVersion(gitVersion); err != nil {
			panic(err) // it is the same as the default, which was set above
		}
	}
}
