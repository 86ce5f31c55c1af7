# Counterclaim's commands; `make help` lists them. Every one works from any folder: make -C /path/to/it demo

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
SAY := @echo "==>"
# Two processes pay on two cores; one where there is one.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 1); [ $$n -gt 2 ] && n=2; echo $$n)
RUFF_PATHS := claims_app site tests manage.py gunicorn.conf.py requirements

export PORT
# A program started here finds this folder's packages, not those of another environment.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV DJANGO_SETTINGS_MODULE
.DEFAULT_GOAL := help
.PHONY: help setup packages demo test check lint format types rooms templates migrations deploy bench soak pins clean extraction-report

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

packages:
	@$(PYTHON) requirements/prepare.py

setup: packages ## make .venv, install the pinned packages, migrate the database
	$(SAY) "migrating the database"
	@$(MANAGE) migrate --verbosity 0
	$(SAY) "ready: $(BIN)/python manage.py …"

demo: ## everything, then serve the demo on PORT (8000)
	@$(PYTHON) requirements/prepare.py --port "$(PORT)"
	$(SAY) "migrating the database"
	@$(MANAGE) migrate --verbosity 0
	$(SAY) "collecting the static files"
	@$(MANAGE) collectstatic --no-input --verbosity 0
	$(SAY) "loading the demo"
	@$(MANAGE) load_demo
	$(SAY) "serving; Ctrl+C stops"
	@exec env LOG_LEVEL=$${LOG_LEVEL:-warning} $(BIN)/gunicorn

test: packages ## every test, in a real browser too; T=tests/core for a part
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations=15 $(T)

check: packages lint types rooms templates migrations deploy ## everything that can be said without running the app

lint:
	$(SAY) "ruff"
	@$(BIN)/ruff check $(RUFF_PATHS)
	@$(BIN)/ruff format --check $(RUFF_PATHS)

types:
	$(SAY) "mypy"
	@$(BIN)/mypy

rooms:
	$(SAY) "imports go down, never up"
	@$(BIN)/lint-imports --no-cache

templates:
	$(SAY) "templates"
	@$(BIN)/djlint templates --lint --quiet

migrations:
	$(SAY) "migrations"
	@$(MANAGE) makemigrations --check --dry-run

deploy:
	$(SAY) "the settings of .env.example, as a public server has them"
	@ENV_FILE=.env.example $(MANAGE) check --deploy --fail-level WARNING

format: packages ## put the code into its one form
	@$(BIN)/ruff check --fix --quiet $(RUFF_PATHS); $(BIN)/ruff format $(RUFF_PATHS)

bench: packages ## print the ratios of speed (T=name for one)
	@$(BIN)/python -m tests.benchmarks $(T)

extraction-report: packages ## score the extractor on a folder of annotated reports: GOLD=FOLDER (VOCABULARY=FILE)
	@$(BIN)/python -m tests.benchmarks.extraction_report "$(GOLD)" $(VOCABULARY)

soak: packages ## the long tests: fuzzing, kills, many editors
	@$(BIN)/python -m pytest -m soak $(T)

pins: packages ## compile the pinned requirements anew (needs uv)
	@for name in requirements/dev:requirements requirements/base:requirements/base \
	             requirements/uv:requirements/uv requirements/virtualenv:requirements/virtualenv; do \
	    from=$${name%%:*}.in; to=$${name##*:}.txt; \
	    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	        --no-emit-index-url $(if $(UPGRADE),--upgrade) $$from -o $$to \
	        $$([ $$from = requirements/base.in ] && echo "-c requirements.txt") || exit 1; \
	done

clean: ## remove what was made: .venv, caches, collected files (never the database)
	@rm -rf .venv var/bootstrap staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis
