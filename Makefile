# One word a command; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help demo test lint fix docs bench matrix sanitize lock

help: ## List these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: ## The three cases of the handout, stopped
	./zhamen demo

test: ## All tests
	./zhamen test

lint: ## Formatting, style and types
	./zhamen --version
	.venv/bin/ruff format --check src tests benchmarks tools packages
	.venv/bin/ruff check src tests benchmarks tools packages
	.venv/bin/mypy

fix: ## Format and mend what can be mended
	./zhamen --version
	.venv/bin/ruff format src tests benchmarks tools packages
	.venv/bin/ruff check --fix src tests benchmarks tools packages

docs: ## Run again what the docs show
	./zhamen --version
	COLUMNS=88 .venv/bin/python tools/make_docs.py

bench: ## All benchmarks (installs their peers in .venv.bench)
	sh benchmarks/run.sh

matrix: ## Install a homeserver in .venv.synapse, for tests and demo
	sh tools/make_synapse.sh

sanitize: ## The compiled parts' tests under gcc's sanitizers (ten minutes)
	./zhamen --version
	sh tools/sanitize.sh

# The homeserver's lock is its own; by this project's settings some of what it needs were left out.
lock: ## Resolve requirements.lock anew (needs uv)
	uv pip compile -q pyproject.toml --extra test --extra ocr --extra heic --extra media \
		--extra speech --extra service --extra console --extra paper --extra study --extra gm \
		--extra postgres --extra browser --extra matrix --universal --generate-hashes --no-header -p 3.11 \
		-o requirements.lock
	cd packages/synapse-zhamen && uv pip compile -q --no-config requirements.in --universal \
		--generate-hashes --no-header -p 3.11 -o requirements.lock
