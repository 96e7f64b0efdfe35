# Everything a maintainer types. Needs Python 3.11 or later, make, and (for `make test`) Chromium and PostgreSQL.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)

.PHONY: run install dev test messages editor bench lock audit

run: install
	@$(BIN)/flask ecpat seed
	@$(BIN)/python -c 'import socket, sys; socket.create_server((sys.argv[1], int(sys.argv[2])))' $(HOST) $(PORT) 2>/dev/null \
		|| { echo "Nothing can listen at $(HOST):$(PORT) now; choose another, for example: make run PORT=8001"; exit 1; }
	@echo "The site is at http://$(HOST):$(PORT)/fr/ and http://$(HOST):$(PORT)/en/ (stop it with Ctrl-C)"
	@exec $(BIN)/granian --interface wsgi --http 1 --no-ws --workers $(WORKERS) --blocking-threads 2 \
		--host $(HOST) --port $(PORT) --log-level error --workers-kill-timeout 2 wsgi:application

# All that a server needs before it starts; again after every update.
install: .venv/.run $(COMPILED)
	@$(BIN)/flask db upgrade

dev: .venv/.dev install
	@$(BIN)/flask ecpat seed
	@FLASK_DEBUG=1 $(BIN)/flask run --host $(HOST) --port $(PORT)

test: .venv/.dev $(COMPILED) programs
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports
	@$(BIN)/pytest

# What the tests drive: a browser and a database server, installed where that is possible, else asked for.
.PHONY: programs
programs:
	@{ command -v chromium && { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; }; } >/dev/null 2>&1 \
		|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq \
		&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium postgresql >/dev/null; } \
		|| { echo "make test needs Chromium on the PATH as “chromium”, and PostgreSQL’s server (Debian: postgresql)."; exit 1; }

# Read the messages out of the code again; translators then edit translations/*/LC_MESSAGES/messages.po.
messages: .venv/.dev
	@$(BIN)/python tools/messages.py
	@$(MAKE) --no-print-directory $(COMPILED)

# Build the desk's editor again from tools/editor; needs Node 20 or later. What it makes is committed.
editor:
	@cd tools/editor && npm ci --silent --ignore-scripts --no-audit --no-fund && node build.mjs

bench: .venv/.dev $(COMPILED)
	@$(BIN)/python -m tests.bench.search

# Choose the newest versions again; `uv` must be on the PATH.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

# Known weaknesses of what is locked, asked of PyPI; a package that it cannot tell of is a failure too.
audit: .venv/.audit
	@.venv/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.txt

%.mo: %.po | .venv/.run
	@$(BIN)/pybabel -q compile -i $< -o $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is needed (Debian: apt install python3-venv)."; exit 1; }

.venv/.run: requirements.txt | .venv/bin/python
	@echo "Installing what the site needs…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	@echo "Installing what the tests need…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.venv/.audit: | .venv/bin/python
	@$(BIN)/python -m venv .venv/audit
	@.venv/audit/bin/python -m pip install -q --disable-pip-version-check 'pip-audit>=2.9,<3'
	@touch $@
