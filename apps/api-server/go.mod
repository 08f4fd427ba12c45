module kerp.io/apps/api-server

go 1.26.0

toolchain go1.26.8

require (
	kerp.io/libs/go/buildinfo v0.0.0
	kerp.io/libs/go/httpserver v0.0.0
	kerp.io/libs/go/program v0.0.0
	kerp.io/libs/go/settings v0.0.0
)

require (
	github.com/caarlos0/env/v11 v11.4.2 // indirect
	golang.org/x/crypto/x509roots/fallback v0.0.0-20261030153154-30a33513ff6d // indirect
	kerp.io/libs/go/logging v0.0.0 // indirect
)

replace (
	kerp.io/libs/go/buildinfo => ../../libs/go/buildinfo
	kerp.io/libs/go/httpserver => ../../libs/go/httpserver
	kerp.io/libs/go/logging => ../../libs/go/logging
	kerp.io/libs/go/program => ../../libs/go/program
	kerp.io/libs/go/settings => ../../libs/go/settings
)
