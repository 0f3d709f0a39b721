# One command for each thing a person wants. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
PROMPT ?= A calm 20 second spot for a plumber who answers at 3 am
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help setup run demo-google video test check bench report lock sbom clean

help:  ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.product: requirements.txt | $(VENV)/bin/python
	@echo "Installing the product into $(VENV) (once, a minute or two) ..." >&2
	$(PIP) install --no-deps --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.product
	@echo "Installing what the tests need ..." >&2
	$(PIP) install --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.product  ## make .venv with everything the product needs

run: $(VENV)/.product  ## open the web app on http://localhost:$(PORT)
	$(BIN)/streamlit run app.py --server.port=$(PORT)

demo-google: $(VENV)/.development  ## the web app with a pretended Google: nothing is paid
	PORT=$(PORT) $(BIN)/python -m tests.fakes.google.demo

video: $(VENV)/.product  ## make a video: make video PROMPT="..."
	@$(BIN)/python -m core generate "$$PROMPT"
video: export PROMPT := $(value PROMPT)

test: $(VENV)/.development  ## run every test
	$(BIN)/python -m pytest

check: $(VENV)/.development  ## format, lint, types and the arrows between the rooms
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.development  ## measure speed against a baseline in the same run
	$(BIN)/python -m bench

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links

report: $(VENV)/.development  ## how the code is built: docs/architecture.md, with its trend
	$(BIN)/python -m bench.architecture

lock: $(VENV)/.development  ## pin requirements again from the .in files, each with the hashes of its files
	$(PIP) install uv
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt

sbom: $(VENV)/.development  ## write sbom.json, the bill of materials of the product (CycloneDX)
	$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible -o sbom.json

clean:  ## remove what was installed and cached; keeps data/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
