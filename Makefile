# Thin: sets up what nx needs and calls nx. `make help` lists the targets.

SHELL := /bin/sh
.DEFAULT_GOAL := help
# The workspace brings its own Node: it comes first for everything that make starts.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
DELIVERY := node tools/delivery/src

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- set-up -----------------------------------------------------------------------------------------

.PHONY: setup
setup: node_modules/.package-lock.json ## Install what is missing; a moment when nothing is
	@$(DELIVERY)/setup/main.ts

node_modules/.package-lock.json: package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# --- the two commands -------------------------------------------------------------------------------

.PHONY: pipeline
pipeline: setup ## Check and pack what the change touches, then report; BASE=<ref> compares with another commit
	@$(DELIVERY)/pipeline/main.ts $(if $(BASE),--base='$(BASE)')

.PHONY: test
test: setup ## Run every test: units, then the images
	nx run-many --targets=test,image-test
