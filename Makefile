# Clearhall: two commands matter, `make run` and `make test`; both set everything up first.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
export CLEARHALL_DATA_DIR ?= $(CURDIR)/data

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check browser lock catalogues docs bench clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

setup: $(VENV)/.run-ready  ## install what the desk needs into .venv

setup-dev: $(VENV)/.dev-ready  ## install what tests and checks need as well

$(VENV)/.run-ready: requirements/run.txt pyproject.toml
	@tools/setup.sh "$(PYTHON)" "$(VENV)" run

$(VENV)/.dev-ready: requirements/dev.txt pyproject.toml
	@tools/setup.sh "$(PYTHON)" "$(VENV)" dev

run: setup  ## start the desk with the invented example city (PORT=8000)
	@$(BIN)/clearhall up --port $(PORT)

test: setup-dev  ## run the whole suite (on SQLite, or on the database CLEARHALL_DATABASE_URL names)
	@tools/test.sh "$(BIN)"

check: setup-dev  ## format, lint, types, import contracts, catalogues, generated docs, migrations
	@tools/check.sh "$(BIN)"

lock: setup-dev  ## renew the lock files after a change in pyproject.toml
	@tools/lock.sh "$(BIN)"

catalogues: setup-dev  ## collect messages, make traditional Chinese, compile
	@$(BIN)/python tools/catalogues.py update

docs: setup-dev  ## write the generated pages of docs/ anew
	@$(BIN)/python tools/docs.py write

bench: setup  ## print the benchmark tables (long)
	@for name in indicators look_alikes similarity retrieval scams urls ledger intake case_queue check; do echo "== $$name"; $(BIN)/python -m benchmarks.$$name; done

clean:  ## remove the virtual environment and the example desk's data
	rm -rf $(VENV) data
