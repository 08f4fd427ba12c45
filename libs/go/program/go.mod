module kerp.io/libs/go/program

go 1.26.0

require (
	golang.org/x/crypto/x509roots/fallback v0.0.0-20261030153154-30a33513ff6d
	kerp.io/libs/go/httpserver v0.0.0
	kerp.io/libs/go/logging v0.0.0
	kerp.io/libs/go/settings v0.0.0
)

require (
	github.com/caarlos0/env/v11 v11.4.2 // indirect
	kerp.io/libs/go/buildinfo v0.0.0 // indirect
)

replace (
	kerp.io/libs/go/buildinfo => ../buildinfo
	kerp.io/libs/go/httpserver => ../httpserver
	kerp.io/libs/go/logging => ../logging
	kerp.io/libs/go/settings => ../settings
)
