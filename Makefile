# make run    everything a newcomer needs: set up, check, build the sample town, serve it; how to try the kiosk
# make test   everything a change must pass
# make audit  what takes longer: every page, locale and theme in a browser, every screen of the kiosk, random keys
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: run all setup test lint audit bench wheel clean

run: setup
	$(BIN)/tesuri check
	@echo "The website opens at http://127.0.0.1:$(PORT)/"
	@echo "The kiosk runs in any terminal: open another one in this folder and type  $(BIN)/tesuri kiosk"
	@echo "  any key begins · 1 to 8 take a tile · 0 a person · 9 the start · . back · / voice · * say it again · arrows, Enter"
	@echo "  to leave it: * / * / 7 1 3 9, one after another, then 3"
	$(BIN)/tesuri serve --port $(PORT)

all: setup
	$(BIN)/tesuri check
	$(BIN)/tesuri build
	$(BIN)/tesuri build --offline --out site-offline
	$(BIN)/tesuri ledger

setup: .venv/.ready

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed: make run PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --upgrade pip
	@touch $@

.venv/.ready: .venv/.python pyproject.toml constraints.txt
	$(BIN)/pip install -q -c constraints.txt -e .
	@touch $@

.venv/.dev: .venv/.ready
	$(BIN)/pip install -q -c constraints.txt -e '.[dev]'
	@touch $@

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: lint
	scripts/system
	$(BIN)/tesuri check
	$(BIN)/pytest -n 2 tests

audit: .venv/.dev
	scripts/system
	$(BIN)/python -m tests.audit
	$(BIN)/tesuri kiosk --conformance --out conformance.md
	$(BIN)/python -m tests.monkey

bench: .venv/.dev
	$(BIN)/python -m bench
	$(BIN)/python -m bench.kiosk

wheel: .venv/.dev
	$(BIN)/pip install -q -c constraints.txt build
	$(BIN)/python -m build

clean:
	rm -rf .cache site site-offline ledger messages dist build conformance.md
