module kerp.io/tools/delivery/e2e-cluster/scratch-server

go 1.26.0
