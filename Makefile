# Thin: sets up what nx needs and calls nx.

SHELL := /bin/sh
.DEFAULT_GOAL := menu
# The workspace brings its own Node: it comes first for everything that make starts.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export BASE CONTEXT ENV PROJECTS RELEASE VERSION
DELIVERY := node tools/delivery/src
# Where the environment names a remote cache, Nx uses it behind a proxy that hides its faults: tools/remote-cache.
CACHED := $(if $(NX_SELF_HOSTED_REMOTE_CACHE_SERVER),node tools/remote-cache/src/with-cache.ts)
NX := $(CACHED) nx

# --- First

.PHONY: menu help doctor
# In a terminal a list to choose from, elsewhere the list.
menu:
	@if [ -t 0 ] && [ -t 1 ] && [ -z "$$CI" ] && [ -d node_modules/enquirer ]; then $(DELIVERY)/menu/main.ts; \
	else $(MAKE) --no-print-directory help; fi

help: ## List the targets
	@awk -f tools/delivery/help.awk $(MAKEFILE_LIST)

doctor: node_modules/.package-lock.json ## Say which tools, engines, ports and clusters are there, what is missing for what, and the command that brings it
	@$(DELIVERY)/doctor/main.ts

# --- The two commands

.PHONY: pipeline
pipeline: setup ## Check and pack what the change touches, deploy it to a cluster on this machine, report; BASE=<ref>, CONTEXT=<context>, DEPLOY=no, AUDIT=yes
	@$(CACHED) $(DELIVERY)/pipeline/main.ts $(if $(BASE),--base="$$BASE") $(if $(CONTEXT),--context="$$CONTEXT") $(if $(filter no,$(DEPLOY)),--no-deploy) $(if $(filter yes,$(AUDIT)),--audit)

.PHONY: test
test: setup ## Run every test: units, behaviour of the workspace, images, deploys to a cluster on this machine
	$(NX) run-many --targets=test,e2e,image-test,deploys --exclude=e2e

.PHONY: test-faults
test-faults: setup ## Kill every part of the local cluster, then deploy to it with every fault of the table; half an hour
	nx run local-cluster:faults
	nx run delivery-e2e-cluster:faults

.PHONY: test-recordings
test-recordings: setup ## Take the steps of the recorded pages on the local cluster, and deploy generated services to it
	nx run delivery-recordings:cluster

# --- Set-up

.PHONY: setup
setup: node_modules/.package-lock.json ## Install what is missing; a moment when nothing is
	@$(DELIVERY)/setup/main.ts

node_modules/.package-lock.json: package-lock.json
	@command -v npm >/dev/null || { echo "E_TOOL_MISSING: 'npm' was not found"; echo "  fix    install Node 20.19 or newer: https://nodejs.org"; exit 1; }
	@# By content: a checkout is younger than what a cache brings.
	@cmp -s package-lock.json node_modules/.installed || npm ci --no-audit --no-fund --loglevel=error
	@cp package-lock.json node_modules/.installed
	@touch $@

.PHONY: lock
lock: setup ## Resolve the Python dependencies anew and export each service's part
	.venv/bin/uv lock
	.venv/bin/uv export --quiet --frozen --only-group=uv --no-header --output-file=tools/bin/uv/requirements.txt
	nx sync

# --- Check

.PHONY: check fix
check: setup ## Lint, test and scan what the change touches, and report what is new; BASE=<ref>
	@$(CACHED) $(DELIVERY)/pipeline/check.ts $(if $(BASE),--base="$$BASE")

fix: setup ## Repair what can be repaired in what the change touches; BASE=<ref>
	@$(CACHED) $(DELIVERY)/pipeline/fix.ts $(if $(BASE),--base="$$BASE")

.PHONY: lint
lint: setup ## Lint everything; `nx run <project>:lint --fix` repairs
	$(NX) run-many --target=lint
	nx sync:check
	.venv/bin/uv lock --check --quiet

.PHONY: test-coverage
test-coverage: setup ## Run the unit tests; coverage and JUnit files are in dist/test
	$(NX) run-many --target=test

# --- Build and pack

.PHONY: all
all: lint test docker-build ## Lint, test and pack everything

.PHONY: build
build: setup ## Build everything for this machine
	$(NX) run-many --target=build --platforms=host

.PHONY: build-linux
build-linux: setup ## Build everything for the images
	$(NX) run-many --target=build

.PHONY: generate proto
generate proto: setup ## Make the Go and Python stubs from the .proto sources
	$(NX) run proto:generate

.PHONY: docker-build
docker-build: setup ## Pack every image
	$(NX) run-many --target=docker

.PHONY: docker-push
docker-push: setup ## Push every image; DELIVERY_REGISTRY=<registry> says where to
	$(NX) run-many --target=publish

# --- The local cluster

LOCAL_CLUSTER = dist/tools/local-cluster/linux-$(shell go env GOARCH)/local-cluster

.PHONY: cluster-up cluster-status cluster-down
cluster-up: setup ## Start a Kubernetes on this machine, or repair it
	$(NX) run local-cluster:build
	@$(LOCAL_CLUSTER) up

cluster-status: ## Say how the cluster is and how it is reached
	@$(LOCAL_CLUSTER) status

cluster-down: ## End the cluster and remove all of it
	@$(LOCAL_CLUSTER) down

# --- Measure and clean

.PHONY: bench
bench: setup ## Measure our way against the seed's, executors against bare commands, the graph against other plugins; BENCH=--help lists options
	node tools/bench/src/main.ts $$BENCH

.PHONY: clean
clean: ## Remove what was built and reported; caches and environments stay
	rm -rf dist

# --- Deploy

.PHONY: deploy rollback status
deploy: setup ## Bring this clone's images (or RELEASE=<file>) to ENV=<environment>; PLAN=1 only shows the plan
	$(if $(RELEASE)$(PLAN),,$(NX) run-many --target=publish)
	nx run "deployments:deploy:$$ENV" $(if $(RELEASE),--release="$$RELEASE") $(if $(VERSION),--as="$$VERSION") $(if $(PLAN),--dry-run)

rollback: setup ## Go back to VERSION=<version> in ENV=<environment>
	nx run "deployments:rollback:$$ENV" --to="$$VERSION"

status: setup ## Show what runs in ENV=<environment>, and what was deployed there
	nx run "deployments:status:$$ENV"
	nx run "deployments:history:$$ENV"

# --- What the workflows call

CI = node tools/delivery/src/pipeline/github

.PHONY: ci-plan ci-check ci-gate ci-record
ci-plan: node_modules/.package-lock.json ## Tell what the event affects, how it is divided, and where its branch is deployed
	@$(CI)/plan.ts

ci-check: node_modules/.package-lock.json ## make check of PROJECTS=<names>: one leg of what ci-plan has divided; BASE=<commit>
	@$(CACHED) $(DELIVERY)/pipeline/check.ts $(if $(BASE),--base="$$BASE") --projects="$$PROJECTS"

ci-gate: ## Judge the results in NEEDS=<JSON>
	@$(CI)/gate-main.ts

ci-record: ## Keep how long the tasks of dist/runs took
	@$(CI)/record.ts

.PHONY: ci-deployed ci-scan
ci-deployed: node_modules/.package-lock.json ## Tell which commit each environment runs
	@$(CI)/deployed.ts

ci-scan: node_modules/.package-lock.json ## Scan and audit everything, and what is in the images
	$(NX) run-many --targets=scan,audit,image-scan

.PHONY: ci-version ci-release ci-find ci-deploy ci-rollback
ci-version: node_modules/.package-lock.json ## Tag the commit with its version, if its branch has any, here and on GitHub
	@$(CI)/tag.ts

ci-release: node_modules/.package-lock.json ## Look for vulnerabilities of every image, publish it, and collect the release
	$(NX) run-many --target=image-scan
	$(NX) run-many --target=publish
	nx run deployments:release
	@$(CI)/release.ts

ci-find: node_modules/.package-lock.json ## Find the release VERSION=<version>, if it may go to ENV=<environment>
	@$(CI)/find.ts

ci-deploy: node_modules/.package-lock.json ## Bring RELEASE=<file> to ENV=<environment>; its plan was approved with the job
	@$(CI)/go-to.ts --env="$$ENV" --release="$$RELEASE"

ci-rollback: node_modules/.package-lock.json ## Go back to VERSION=<version> in ENV=<environment>
	@$(CI)/go-to.ts --env="$$ENV" --rollback="$$VERSION"

# --- Database and API document

.PHONY: sqlc
sqlc: setup ## Check the SQL of db/queries and make its Go code
	$(NX) run db:generate

.PHONY: swagger
swagger: setup ## Make the OpenAPI document of the API: apps/api-server/http/gen/swagger.json
	$(NX) run api-server:generate

.PHONY: migrate-up migrate-down
migrate-up: setup ## Bring the schema of the database that DATABASE_URL names to the newest version
migrate-down: setup ## Take back the last migration of the database that DATABASE_URL names
migrate-up migrate-down:
	$(NX) run api-server:build --platforms=host
	@dist/apps/api-server/$$(go env GOOS)-$$(go env GOARCH)/api migrate $(@:migrate-%=%)

.PHONY: migrate-create
migrate-create: ## Write the files of a new migration; NAME=<what it does, such as add_fax_numbers>
	@db/create-migration "$$NAME"

# --- Local environment

# Built, not `go run`: that would not hand SIGTERM on.
DEV = cd apps/integration && GOWORK=off go build -o=../../dist/dev/dev ./dev && exec ../../dist/dev/dev
# What `dev` does not build itself: the server that no Debian package brings.
SERVERS = nx run nats-server:build --outputStyle=static >/dev/null

.PHONY: dev
dev: setup ## Run the services on this machine until Ctrl-C; what a change touches starts again
	@$(SERVERS)
	@$(DEV) run

.PHONY: demo
demo: setup ## Start everything, show one tax-invoice sync and one insurance filing from request to result, end everything
	@$(SERVERS)
	@$(DEV) walk

.PHONY: dev-up dev-logs dev-down
dev-up: setup ## Run the services in containers (docker compose)
dev-logs: setup ## Follow what the containers say
dev-down: setup ## Remove the containers; what they stored stays
dev-up dev-logs dev-down:
	@$(DEV) $(@:dev-%=%)

.PHONY: test-integration
test-integration: setup ## Run the services together on real servers, also when one goes away in the middle
	$(NX) run integration:test
