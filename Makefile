# Kundenpuls. `make` lists what there is; every target makes its own environment in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check install --quiet --no-compile

.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint types contracts schema clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.runs: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tests: $(VENV)/.runs tests/requirements.lock
	$(PIP) --require-hashes -r tests/requirements.lock
	@touch $@

setup: $(VENV)/.runs ## the environment only

demo: $(VENV)/.runs ## the playground in your browser: a week passes at the press of a button
	$(BIN)/pulse demo

test: $(VENV)/.tests ## all tests; PostgreSQL, Chromium and Node peers where they are found
	$(BIN)/python -m pytest -n 3 # one more than cores: on Slack and Teams they wait for HTTP

lint: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.tests
	$(BIN)/mypy

contracts: $(VENV)/.tests
	$(BIN)/lint-imports

schema: $(VENV)/.tests
	rm -rf build/schema && mkdir -p build/schema
	DATABASE_URL=sqlite:///build/schema/check.db $(BIN)/alembic upgrade head
	DATABASE_URL=sqlite:///build/schema/check.db $(BIN)/alembic check

check: lint types contracts schema ## what CI runs: lint, types, contracts, schema and all tests, nothing skipped
	PULSE_DEMAND=postgres,chromium,node $(MAKE) test

bench-%: $(VENV)/.tests ## one figure: bench-core, bench-measure, bench-listening, bench-slack, bench-teams, bench-digest
	$(BIN)/python -m benchmarks.$*

clean: ## the environment and everything made
	rm -rf $(VENV) build
