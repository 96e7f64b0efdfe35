# Everything a maintainer types. Needs Python 3.11 or later, make, and (for `make test`) Chromium, nginx and PostgreSQL.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
# An address of IPv6 is no name that Werkzeug can trust; the machine's own has one.
NETLOC = $(if $(findstring :,$(HOST)),localhost,$(HOST)):$(PORT)
BIN := .venv/bin
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)

.PHONY: help run install migrated dev lint check test messages browsers editor bench load lighthouse lock audit sbom

help: ## say what can be typed
	@sed -nE 's/^([a-z]+):.*## (.*)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 12

run: migrated ## serve the site on http://127.0.0.1:8000, with sample content
	@$(BIN)/flask ecpat seed
	@$(BIN)/python -c 'import socket, sys; host, port = sys.argv[1:]; \
		socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET)' $(HOST) $(PORT) 2>/dev/null \
		|| { echo "Nothing can listen at $(HOST):$(PORT) now; choose another, for example: make run PORT=8001"; exit 1; }
	@echo "The site is at http://$(NETLOC)/fr/ and http://$(NETLOC)/en/ (stop it with Ctrl-C)"
	@$(BIN)/flask ecpat renditions >/dev/null 2>&1 &
	@$(BIN)/flask ecpat work --parent $$$$ & exec $(BIN)/granian --interface wsgi --http 1 --no-ws --workers $(WORKERS) --blocking-threads 4 \
		--host $(HOST) --port $(PORT) --log-level error --workers-kill-timeout 2 --http1-buffer-size 32768 wsgi:application

# All that a server needs before it starts; again after every update.
install: migrated ## make ready all that a server needs before it starts
	@$(BIN)/flask ecpat renditions || echo "Readers see stand-ins until “flask ecpat renditions” has drawn what is missing."

migrated: .venv/.run $(COMPILED)
	@$(BIN)/flask db upgrade
	@$(BIN)/flask ecpat down-page

dev: .venv/.dev migrated ## serve with reloading and a debugger
	@$(BIN)/flask ecpat seed
	@FLASK_DEBUG=1 $(BIN)/flask run --host $(HOST) --port $(PORT)

lint: .venv/.dev ## ask ruff, mypy and the import contracts
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

# What takes more than about 8 seconds of CPU, or needs a browser, a database server or nginx, is left to `make test`.
NOT_CHECKED := browser browsers cluster importing postgres test_deployment.py test_dutch.py test_growth.py test_migrations.py test_readme.py \
	$(addprefix cli/test_,backup.py backup_gaps.py backup_series.py restore_entry.py) \
	$(addprefix core/test_,frequent.py jobs.py language.py leftovers.py logs.py modes.py settings.py) \
	$(addprefix desk/test_,advice.py again.py care.py entries.py entries_together.py every_page.py fields.py \
	files.py files_hostile.py gate.py guide.py helplines.py kept_text.py limits.py list.py mail.py people.py \
	pictures.py previews.py reading.py recordings.py redirects.py reviews.py richtext.py roles.py sessions.py \
	settings_pages.py sign_in.py topic_ticks.py topics.py translation.py withdrawing.py working_copy.py writers.py) \
	$(addprefix entries/test_,change_notes.py links.py not_public.py notes.py pages.py read_counts.py) \
	$(addprefix files/test_,media.py renditions.py storage.py) \
	$(addprefix search/test_,faults.py judged.py typed.py) \
	helplines/test_guide_desk.py terms/test_glossary.py \
	training/test_event_times.py \
	$(addprefix web/test_,arguments.py away.py machines.py operation.py pagecache.py search_page.py)
check: lint $(COMPILED) ## lint, types, contracts and the quick tests, before each commit
	@$(BIN)/pytest -n 2 --dist loadfile $(addprefix --ignore=tests/,$(NOT_CHECKED))

# Three more at once than two cores: workers wait for servers, browsers and commands, which sleep or wait too. Files
# begin in the order of tests/conftest.py, the slow ones first; pytest-xdist alone would begin with those of most tests.
test: lint $(COMPILED) programs ## everything that must hold, in a browser too
	@$(BIN)/pytest -n 5 --dist loadfile --no-loadscope-reorder

# What the tests drive: a browser, a database server, a front server and systemd’s checks, installed where that is
# possible, else asked for. Chromium’s shell without windows is the same engine, and half the work; tests do without it.
.PHONY: programs
PATH := $(PATH):/usr/sbin
INSTALL := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq
programs:
	@{ command -v chromium && command -v nginx && command -v systemd-analyze && { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; }; } \
		>/dev/null 2>&1 \
		|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq \
		&& $(INSTALL) chromium nginx-light postgresql systemd >/dev/null; } \
		|| { echo "make test needs Chromium on the PATH as “chromium”, nginx, systemd-analyze, and PostgreSQL’s server (Debian: postgresql)."; exit 1; }
	@command -v chromium-headless-shell >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
		&& { apt-get update -qq && $(INSTALL) chromium-headless-shell; } >/dev/null 2>&1; } || true

# The site in Firefox and in WebKit, one after the other, beside the Chromium of `make test`.
browsers: .venv/.browsers $(COMPILED) ## try the site in Firefox and WebKit, its calendars in ical.js
	@{ command -v node && command -v npm && command -v firefox-esr && command -v WebKitWebDriver && command -v xvfb-run && command -v xauth; } >/dev/null 2>&1 \
		|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq \
		&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq firefox-esr webkit2gtk-driver xvfb xauth nodejs npm >/dev/null; } \
		|| { echo "make browsers needs Debian’s firefox-esr, webkit2gtk-driver, xvfb and xauth, and Node with npm."; exit 1; }
	@cd tests/browsers && npm ci --silent --ignore-scripts --no-audit --no-fund
	@xvfb-run -a $(BIN)/pytest tests/browsers

# Read the messages out of the code again; translators then edit translations/*/LC_MESSAGES/messages.po.
messages: .venv/.dev ## read the messages out of the code into the catalogues
	@$(BIN)/python tools/messages.py
	@$(MAKE) --no-print-directory $(COMPILED)

# Build the desk's editor again from tools/editor; needs Node 20 or later. What it makes is committed.
editor: ## build the desk’s editor again
	@cd tools/editor && npm ci --silent --ignore-scripts --no-audit --no-fund && node build.mjs

bench: .venv/.dev $(COMPILED) ## measure search and pages
	@$(BIN)/python -m tests.bench.search
	@$(BIN)/python -m tests.bench.search_page
	@command -v wrk >/dev/null || { echo "make bench needs wrk for its second half (Debian: wrk)."; exit 1; }
	@$(BIN)/python -m tests.bench.delivery

# Ten minutes of readers and an editor, then every fault one after another (shorter: make load LOAD="--minutes 1").
LOAD ?= --minutes 10
load: .venv/.dev $(COMPILED) programs ## ten minutes of readers and an editor, then every fault
	@$(BIN)/python -m tests.bench.load $(LOAD)

# Lighthouse as for a phone; needs Node 18 or later (some pages alone: make lighthouse PAGES="--only search").
lighthouse: .venv/.dev .venv/.lighthouse $(COMPILED) programs ## Lighthouse, as for a phone
	@$(BIN)/python -m tests.bench.lighthouse $(PAGES) .venv/lighthouse/node_modules/.bin/lighthouse

# Choose versions again where pyproject.toml has changed, or the newest of all: make lock LOCK=--upgrade. They suit the tests
# and the extras too; `uv` must be on the PATH. What an extra adds on a server has a file of its own.
COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $(LOCK)
EXTRA := import sys, tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"][sys.argv[1]], sep="\n")
lock: ## choose versions of the dependencies again
	$(COMPILE) pyproject.toml --extra dev -o requirements-dev.txt
	$(COMPILE) pyproject.toml -c requirements-dev.txt -o requirements.txt
	$(COMPILE) pyproject.toml --extra browsers -c requirements-dev.txt -o requirements-browsers.txt
	for extra in postgres s3 gunicorn; do $(PYTHON) -c '$(EXTRA)' $$extra \
		| $(COMPILE) - -c requirements-dev.txt -c requirements.txt -o requirements-$$extra.txt || exit 1; done

# Known weaknesses of what is locked, asked of PyPI; a package that it cannot tell of is a failure too.
audit: .venv/.audit ## ask for known weaknesses of the dependencies
	@.venv/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.txt 2>.venv/audit/log || { \
		cat .venv/audit/log; ! grep -qiE 'could not be audited|connection|timed out' .venv/audit/log \
		|| echo "PyPI’s advisories cannot be reached from here: nothing was audited. Run this where they can."; exit 1; }

# What a release is made of, as CycloneDX; it goes with the release.
sbom: .venv/.run ## write the list of parts: build/sbom.cdx.json
	@$(BIN)/python -m tools.sbom build/sbom.cdx.json

%.mo: %.po | .venv/.run
	@$(BIN)/pybabel -q compile -i $< -o $@

# An environment whose Python is gone, or is another version since the system was upgraded, is made anew with all that was in it.
STALE := $(shell test -e .venv -o -L .venv && ! .venv/bin/python -c 'import os, sys; \
	sys.exit(not os.path.isdir(os.path.join(sys.prefix, "lib", "python%d.%d" % sys.version_info[:2])))' 2>/dev/null && echo yes)
ifeq ($(STALE),yes)
.PHONY: $(addprefix .venv/,bin/python .run .dev .browsers .lighthouse .audit)
endif

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed."; exit 1; }
	@test "$(STALE)" != yes || { echo "The Python of .venv is not there any more: making .venv anew."; rm -rf .venv; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is needed (Debian: apt install python3-venv)."; exit 1; }

.venv/.run: requirements.txt | .venv/bin/python
	@echo "Installing what the site needs…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	@echo "Installing what the tests need…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.venv/.browsers: requirements-browsers.txt .venv/.dev
	@echo "Installing what drives the browsers…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-browsers.txt
	@touch $@

.venv/.lighthouse: | .venv/bin/python
	@npm install --silent --no-fund --no-audit --prefix .venv/lighthouse lighthouse@12.2.3
	@touch $@

.venv/.audit: | .venv/bin/python
	@$(BIN)/python -m venv .venv/audit
	@.venv/audit/bin/python -m pip install -q --disable-pip-version-check 'pip-audit>=2.9,<3'
	@touch $@
