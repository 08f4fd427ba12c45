module kerp.io/apps/worker

go 1.26.0

toolchain go1.26.8

require (
	google.golang.org/grpc v1.85.0
	kerp.io/libs/go/buildinfo v0.0.0
	kerp.io/libs/go/httpserver v0.0.0
	kerp.io/libs/go/program v0.0.0
	kerp.io/libs/go/settings v0.0.0
	kerp.io/libs/proto v0.0.0
)

require (
	github.com/caarlos0/env/v11 v11.4.2 // indirect
	golang.org/x/crypto/x509roots/fallback v0.0.0-20261030153154-30a33513ff6d // indirect
	golang.org/x/net v0.60.0 // indirect
	golang.org/x/sys v0.48.0 // indirect
	golang.org/x/text v0.42.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20260817212433-ac3dfec99bb1 // indirect
	google.golang.org/protobuf v1.36.12 // indirect
	kerp.io/libs/go/logging v0.0.0 // indirect
)

replace (
	kerp.io/libs/go/buildinfo => ../../libs/go/buildinfo
	kerp.io/libs/go/httpserver => ../../libs/go/httpserver
	kerp.io/libs/go/logging => ../../libs/go/logging
	kerp.io/libs/go/program => ../../libs/go/program
	kerp.io/libs/go/settings => ../../libs/go/settings
	kerp.io/libs/proto => ../../libs/proto
)
