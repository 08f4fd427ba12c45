module kerp.io/libs/go/logging

go 1.26.0
