# `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test test-long lint lock messages bench run

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: ## set everything up and run the platform with its sample network
	@$(PYTHON) scripts/demo.py

demo-reset: ## forget the demo's data
	@$(PYTHON) scripts/demo.py --reset

$(VENV)/dev: requirements-dev.txt
	@$(PYTHON) scripts/install.py requirements-dev.txt
	@$(BIN)/python -m scripts.compile_messages
	@touch $@

messages: $(VENV)/dev ## compile the catalogs with Babel
	$(BIN)/python -m scripts.compile_messages

test: $(VENV)/dev ## all tests but the long ones
	$(BIN)/python -m scripts.compile_messages
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not long and not restarts_database" -q
	$(BIN)/python -m scripts.with_postgres $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "both_databases and not long and not restarts_database" -q

test-long: $(VENV)/dev ## the long matrices
	$(BIN)/python -m scripts.with_postgres $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "both_databases and long and not restarts_database" -q
	$(BIN)/python -m scripts.with_postgres $(BIN)/python -m pytest -q tests/faults/test_database_restarts.py
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "long and not restarts_database" -q

lint: $(VENV)/dev ## style, types, layers, templates, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet .
	$(BIN)/python manage.py makemigrations --check --dry-run

lock: $(VENV)/dev ## pin the dependencies anew, with hashes
	for name in requirements requirements-dev requirements-bench; do $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q $$name.in -o $$name.txt; done

bench: $(VENV)/dev ## ratios measured in one run; writes var/bench.json
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-bench.txt
	@$(BIN)/python -m bench

run: ## web server alone, for development
	$(BIN)/python manage.py runserver $${PORT:-8000}
