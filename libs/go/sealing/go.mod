module kerp.io/libs/go/sealing

go 1.26.0
