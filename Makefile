# Two commands matter: `make run` and `make test`. The rest serves them.

GO ?= go
BIN := bin/yalu

.PHONY: run build test test-deps fuzz generate check bench clean help

run: build ## build and serve on :8080 (settings: bin/yalu serve --help)
	./$(BIN) serve

build: ## build the one binary
	$(GO) build -o $(BIN) ./cmd/yalu

test: test-deps ## install what the tests need when it is missing, then run them all
	@[ "$$(id -u)" = 0 ] || echo "You are not root: where nothing may be mounted, the test with a really full disk (db, TestFullDisk) is left out; TestFull has the same with a limit of SQLite's."
	$(GO) test ./...

test-deps:
	./scripts/test-deps

FUZZTIME ?= 20s
fuzz: ## let each fuzz target run for FUZZTIME
	./scripts/fuzz $(FUZZTIME)

generate: ## write the _templ.go files anew
	$(GO) tool templ generate

check: build ## check the pack that comes with the program
	./$(BIN) check quizzes/packs/lips-and-teeth

bench: ## measure, and keep the table in docs/performance.md
	$(GO) run ./cmd/bench -write

clean:
	rm -rf bin artifacts

help:
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12
