# Everything starts here: `make help`. Needs Python 3.11 or later, make and git; the rest it fetches.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8050
FRONTEND ?= yes
PYTEST_ARGS ?=
# Three processes for two cores, as tests wait for browsers and servers; those of a file stay in one.
EVERY_CORE := --numprocesses=$(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) * 3 / 2 ))) --dist=loadfile
BENCH_ARGS ?=
export HOST PORT
# Compiled modules are kept, the tests' own included, or every process would compile them again.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
# Where Node.js came from PyPI it stands in the virtual environment and goes first.
NODE_PATHS := PATH="$(CURDIR)/$(BIN):$$PATH"
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# A server without docstrings takes 6 MB less for each worker. What it imports is compiled so when it
# is installed, or each start would take three seconds longer.
NO_DOCSTRINGS := PYTHONOPTIMIZE=2
APT_INSTALL := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq
NPM_CI := npm ci --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error

# Stamps say what was last installed; each is made again when what it stands for changes.
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
NODE_STAMP := $(VENV)/.node-found
NPM_STAMP := node_modules/.installed-run
NPM_DEV_STAMP := node_modules/.installed-dev
STYLESHEET := frontend/built/govuk.css
BUILT := data/built/manifest.json
DATA_INPUTS := $(shell find data -name 'built*' -prune -o -name '.built*' -prune -o -path 'data/fetched/pages' -prune -o -type f -print)
BUILD_CODE := $(shell find geodata -name "*.py")
JS_TESTS := $(wildcard tests/js/*.test.js tests/js/*.test.mjs)

ifeq ($(FRONTEND),no)
FRONTEND_FILES :=
else
FRONTEND_FILES := $(STYLESHEET)
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "make %-10s %s\n", $$1, $$2 }'
	@echo
	@echo 'Settings: HOST ($(HOST)), PORT ($(PORT)), WORKERS (2), PYTHON ($(PYTHON)), FRONTEND=no to'
	@echo 'run without npm packages, PYTEST_ARGS for make test, CHROMIUM for a browser of your own.'

.PHONY: run
run: $(BUILT) ## Set up what is missing, build the data and serve the map
	@echo 'Transformation Challenge Award map: http://$(HOST):$(PORT) (Ctrl+C stops it)'
	@$(NO_DOCSTRINGS) exec $(BIN)/python app.py

.PHONY: setup
setup: $(RUN_STAMP) $(FRONTEND_FILES) ## Install what running needs
	@echo 'Ready: make run'

.PHONY: build
build: $(BUILT) ## Bring data/built up to date

.PHONY: data
data: $(RUN_STAMP) ## Check every table and boundary, and print what was found
	@$(BIN)/python -m geodata check

.PHONY: test
test: $(DEV_STAMP) $(NPM_DEV_STAMP) $(BUILT) browser ## Run every test, a browser's included
	@status=0; \
	for file in $(JS_TESTS); do set -- "$$@" "$$file"; done; \
	if [ $$# -gt 0 ]; then $(NODE_PATHS) node --test "$$@" || status=1; fi; \
	BROWSER_REQUIRED=1 $(BIN)/python -m pytest $(EVERY_CORE) $(PYTEST_ARGS) || status=1; \
	exit $$status

.PHONY: check
check: $(DEV_STAMP) ## Lint, format, types and the fast tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --quiet $(EVERY_CORE) -m 'not browser and not slow' $(PYTEST_ARGS)

.PHONY: fuzz
fuzz: $(DEV_STAMP) $(BUILT) ## Send the page 10,000 strange addresses and 5,000 strange callbacks
	@FUZZ_STATES=10000 FUZZ_CALLBACKS=5000 $(BIN)/python -m pytest tests/property/test_fuzz.py

.PHONY: torture
torture: $(DEV_STAMP) $(BUILT) ## Kill builds and copies, attack a server, build hostile funds
	@TORTURE_KILLS=50 TORTURE_COPIES=5 TORTURE_ATTACK=60 TORTURE_FUNDS=40 $(BIN)/python -m pytest -rP \
		tests/unit/test_build_faults.py tests/deploy/test_holding_up.py tests/deploy/test_nginx.py \
		tests/deploy/test_attack.py tests/deploy/test_privacy.py tests/property/test_hostile_funds.py

.PHONY: soak
soak: $(DEV_STAMP) $(BUILT) ## Hold a server under load for a quarter of an hour and watch its memory
	@$(BIN)/python -m tests.deploy.soak

.PHONY: observatory
observatory: $(DEV_STAMP) $(NODE_STAMP) $(BUILT) ## Scan the headers with Mozilla's HTTP Observatory
	@cd tests/observatory && PATH="$(CURDIR)/$(BIN):$$PATH" $(NPM_CI)
	@$(NODE_PATHS) $(BIN)/python -m pytest tests/deploy/test_observatory.py

.PHONY: bench
bench: $(DEV_STAMP) $(NODE_STAMP) $(BUILT) browser ## Measure beside what people would make instead
	@for tool in wrk nginx chromium; do command -v $$tool >/dev/null || wanted="$$wanted $$tool"; done; \
	if [ -n "$$wanted" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && $(APT_INSTALL) $$wanted >/dev/null; \
	fi
	@$(PIP_INSTALL) --requirement benchmarks/requirements.lock
	@cd benchmarks && PATH="$(CURDIR)/$(BIN):$$PATH" $(NPM_CI)
	@$(NODE_PATHS) $(BIN)/python -m benchmarks $(BENCH_ARGS)

.PHONY: lighthouse
lighthouse: $(DEV_STAMP) $(NODE_STAMP) $(BUILT) browser ## Judge the pages with Lighthouse
	@cd tests/lighthouse && PATH="$(CURDIR)/$(BIN):$$PATH" $(NPM_CI)
	@$(NODE_PATHS) $(BIN)/python -m pytest -rP tests/deploy/test_lighthouse.py

.PHONY: outdated
outdated: $(DEV_STAMP) $(NODE_STAMP) ## List packages that have a newer version
	@$(BIN)/uv pip list --quiet --python $(BIN)/python --outdated
	@for folder in . tests/lighthouse tests/observatory; do \
		$(NODE_PATHS) npm outdated --prefix $$folder --loglevel=error || true; \
	done

.PHONY: fmt
fmt: $(DEV_STAMP) ## Format the Python source and put right what ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: browser
browser: $(DEV_STAMP) ## Find a Chromium for browser tests, or install one
	@found="$${CHROMIUM:-}"; \
	find_browser() { \
		for name in chromium-headless-shell chromium chromium-browser google-chrome; do \
			[ -n "$$found" ] || found="$$(command -v $$name || true)"; \
		done; \
	}; \
	install() { echo "Installing with apt-get: $$1"; $(APT_INSTALL) "$$1" >/dev/null; }; \
	find_browser; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		: 'Playwright brings a Node.js of its own, which a bare Debian lacks a library for'; \
		$(BIN)/playwright --version >/dev/null 2>&1 || { apt-get update -qq; install libatomic1; }; \
		[ -n "$$found" ] || { apt-get update -qq; install chromium-headless-shell || install chromium; }; \
		find_browser; \
	fi; \
	if [ -z "$$found" ] && ! $(BIN)/playwright install chromium; then \
		echo 'No Chromium found and none could be installed. Install Chromium or Chrome, or set' >&2; \
		echo 'CHROMIUM to its path, then run make test again.' >&2; \
		exit 1; \
	fi; \
	$(BIN)/playwright --version >/dev/null || { \
		echo 'Playwright cannot start: install what it names above (libatomic1 on Debian).' >&2; exit 1; }

.PHONY: lock
lock: $(DEV_STAMP) $(NODE_STAMP) ## Pin everything that requirements*.txt bring with them
	@for name in requirements requirements-serve requirements-dev requirements-node benchmarks/requirements; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-header --no-emit-index-url --no-emit-find-links $$name.txt --output-file $$name.lock \
			|| exit 1; \
	done
	@$(NODE_PATHS) npm install --package-lock-only --ignore-scripts --loglevel=error

.PHONY: clean
clean: ## Remove what is built and the caches; keep what is installed
	rm -rf data/built data/built-* data/.built* frontend/built test-results
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -not -path './node_modules/*' -prune -exec rm -rf {} +

.PHONY: distclean
distclean: clean ## Remove what is installed as well
	rm -rf $(VENV) node_modules

$(VENV)/pyvenv.cfg:
	@command -v $(PYTHON) >/dev/null || { echo 'Python 3.11 or later is needed; set PYTHON to it.' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or later is needed, and $(PYTHON) is $$($(PYTHON) --version); set PYTHON to one." >&2; exit 1; }
	@echo 'Making a virtual environment in $(VENV)'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo 'On Debian or Ubuntu: apt-get install python3-venv, then try again.' >&2; exit 1; }

$(RUN_STAMP): requirements.lock $(VENV)/pyvenv.cfg
	@echo 'Installing Python packages'
	@$(PIP_INSTALL) --requirement requirements.lock || { \
		echo 'The Python packages could not be installed: check the network, and HTTPS_PROXY if you have one.' >&2; exit 1; }
	@$(NO_DOCSTRINGS) $(BIN)/python -c 'import dashboard, resvg_py, xlsxwriter'
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	@echo 'Installing Python packages for development'
	@$(PIP_INSTALL) --requirement requirements-dev.lock
	@touch $@

# A Node.js that will do: the machine's, with npm, if it is 20.19 or later, else PyPI's.
$(NODE_STAMP): requirements-node.lock $(VENV)/pyvenv.cfg
	@if command -v npm >/dev/null && node -e \
		'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; \
	then :; else \
		echo 'Installing Node.js from PyPI'; \
		$(PIP_INSTALL) --requirement requirements-node.lock || { \
			echo 'Node.js could not be installed. make run FRONTEND=no runs without it.' >&2; exit 1; }; \
	fi
	@touch $@

$(NPM_STAMP): package.json package-lock.json .npmrc $(NODE_STAMP)
	@echo 'Installing front-end packages'
	@$(NODE_PATHS) $(NPM_CI) --omit=dev || { \
		echo 'The front-end packages could not be installed. make run FRONTEND=no runs without them.' >&2; exit 1; }
	@touch $@

$(NPM_DEV_STAMP): $(NPM_STAMP)
	@echo 'Installing front-end packages for tests'
	@$(NODE_PATHS) $(NPM_CI)
	@touch $(NPM_STAMP) $@

$(STYLESHEET): frontend/govuk.scss $(NPM_STAMP)
	@echo 'Compiling the stylesheet'
	@$(NODE_PATHS) npm run --silent build || { \
		echo 'The style sheet could not be compiled. make run FRONTEND=no runs without it.' >&2; exit 1; }
	@touch $@

$(BUILT): $(RUN_STAMP) $(FRONTEND_FILES) $(DATA_INPUTS) $(BUILD_CODE)
	@echo 'Building data/built'
	@$(BIN)/python -m geodata build
	@touch $@
