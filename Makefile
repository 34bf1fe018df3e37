# `make help` lists the targets. Nothing but Go, git and make is needed, and for the tests npm and python3 (e2e/README.md); the rest
# is fetched and pinned.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO ?= go
# How long each fuzz target runs, in Go's duration form; which ones, an expression over FOLDER/TARGET; and go test's further flags.
FUZZTIME ?= 30s
FUZZ ?=
FUZZFLAGS ?=
# Passed on to the comparison, which runs in e2e: BENCH_FLAGS='-runs 9 -machine "2 cores" -date 2026-01-31 -out ../docs/performance.md'.
BENCH_FLAGS ?=

# The peers of the comparison, pinned so that its numbers can be repeated.
HELM_VERSION := v4.3.1
CUE_VERSION := v0.17.1
JSONNET_VERSION := v0.22.0
# Those of kubectl and kapp are in .ci/peers.

MODULES := . e2e e2e/knative
BIN := $(CURDIR)/bin

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/espc
	$(GO) build -trimpath -o $(BIN)/espc ./cmd/espc

.PHONY: demo
demo: build ## compile, plan and write examples/canvas, edit one line, plan again
	@ESPC=$(BIN)/espc .ci/demo.sh

.PHONY: cluster
cluster: espc-cluster ## run a Kubernetes cluster on this machine until Ctrl-C: bin/cluster/kubeconfig
	@$(BIN)/espc-cluster -kubeconfig $(BIN)/cluster/kubeconfig

.PHONY: espc-cluster
espc-cluster:
	@[ -x $(BIN)/espc-cluster ] || echo "building Kubernetes' control plane, which takes minutes the first time"
	@cd e2e && $(GO) build -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=v1.36.3" -o $(BIN)/espc-cluster ./cluster/espc-cluster

.PHONY: test
test: ## go vet and every test, of both modules
	@for module in $(MODULES); do \
		(cd $$module && $(GO) vet ./... && $(GO) test -timeout 20m ./...) || exit 1; \
	done

.PHONY: kills
kills: ## kill espc before and after each request to a cluster, not only at some: takes an hour
	cd e2e && ESPC_KILLS=all $(GO) test ./kills -count=1 -timeout 5h -v

.PHONY: lint
lint: $(BIN)/golangci-lint ## gofmt, go vet and golangci-lint, of both modules
	@files=$$(git ls-files --cached --others --exclude-standard -- '*.go' | while read -r f; do [ ! -f "$$f" ] || echo "$$f"; done | xargs -r gofmt -l); \
	if [ -n "$$files" ]; then echo "not formatted, run gofmt -w on:"; echo "$$files"; exit 1; fi
	@for module in $(MODULES); do \
		(cd $$module && $(GO) vet ./... && $(BIN)/golangci-lint run --config $(CURDIR)/.golangci.yml ./...) || exit 1; \
	done

$(BIN)/golangci-lint: .ci/tools/go.mod .ci/tools/go.sum
	cd .ci/tools && $(GO) build -o $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

.PHONY: generate
generate: ## regenerate Go types, JSON Schema and reference docs from the schema
	$(GO) generate ./...

# A package with a TestGolden takes the flag -update, rewrites what it owns and removes orphans.
.PHONY: golden
golden: generate ## regenerate, then rewrite every expected output; read the diff before committing it
	@packages=$$(grep -rlE --include='*_test.go' --exclude-dir=bin --exclude-dir=e2e '^func TestGolden' . | xargs -n1 dirname | sort -u); \
	$(GO) test $$packages -run '^TestGolden' -count=1 -update

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (30s), and print a table of them; FUZZ=FuzzHCL for some
	@GO='$(GO)' FUZZTIME='$(FUZZTIME)' FUZZ='$(FUZZ)' FUZZFLAGS='$(FUZZFLAGS)' .ci/fuzz.sh

.PHONY: bench
bench: build peers espc-cluster ## Go benchmarks, then espc beside helm, cue, jsonnet, kubectl and kapp
	$(GO) test -run '^$$' -bench . -benchmem ./...
	$(MAKE) --no-print-directory compare

# The comparison alone.
.PHONY: compare
compare: build peers espc-cluster
	cd e2e && $(GO) run ./bench -espc $(BIN)/espc -peers $(BIN)/peers -cluster $(BIN)/espc-cluster $(BENCH_FLAGS)

.PHONY: peers
peers: $(BIN)/peers/helm-$(HELM_VERSION) $(BIN)/peers/cue-$(CUE_VERSION) $(BIN)/peers/jsonnet-$(JSONNET_VERSION) $(BIN)/peers/kubectl $(BIN)/peers/kapp

# A module each: they are built with what they were released with.
$(BIN)/peers/kubectl: .ci/peers/kubectl/go.mod .ci/peers/kubectl/go.sum .ci/peers/kubectl/main.go
	cd .ci/peers/kubectl && $(GO) build -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$$($(GO) list -m -f '{{.Version}}' k8s.io/kubectl | sed s/^v0/v1/)" -o $@ .
$(BIN)/peers/kapp: .ci/peers/kapp/go.mod .ci/peers/kapp/go.sum
	cd .ci/peers/kapp && $(GO) build -ldflags "-X carvel.dev/kapp/pkg/kapp/version.Version=$$($(GO) list -m -f '{{.Version}}' carvel.dev/kapp)" -o $@ carvel.dev/kapp/cmd/kapp
$(BIN)/peers/helm-$(HELM_VERSION):
	$(call install-peer,helm,helm.sh/helm/v4/cmd/helm@$(HELM_VERSION))
$(BIN)/peers/cue-$(CUE_VERSION):
	$(call install-peer,cue,cuelang.org/go/cmd/cue@$(CUE_VERSION))
$(BIN)/peers/jsonnet-$(JSONNET_VERSION):
	$(call install-peer,jsonnet,github.com/google/go-jsonnet/cmd/jsonnet@$(JSONNET_VERSION))

# The versioned name says what is there; the plain name is what runs.
define install-peer
GOBIN=$(BIN)/peers $(GO) install $(2)
ln -f $(BIN)/peers/$(1) $@
endef

.PHONY: clean
clean: ## remove what was built
	rm -rf $(BIN)
