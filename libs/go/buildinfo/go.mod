module kerp.io/libs/go/buildinfo

go 1.26.0
