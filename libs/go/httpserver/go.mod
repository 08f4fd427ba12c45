module kerp.io/libs/go/httpserver

go 1.26.0

require kerp.io/libs/go/buildinfo v0.0.0

replace kerp.io/libs/go/buildinfo => ../buildinfo
