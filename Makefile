# Two commands on a fresh machine: `make demo` and `make test`. Both prepare .venv first: for a hall only what runs there
# (`make setup`), for tests also their tools (`make setup-dev`).
PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
HALL := $(VENV)/.ready
DEV := $(VENV)/.ready-dev
BUILD := $(VENV)/build
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Every process of a run would compile the whole house for itself.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup setup-dev demo test check coverage bench torture a11y licences sbom audit pins clean

setup: $(HALL)
setup-dev: $(DEV)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed: on Debian install the package python3-venv"; exit 1; }

# What builds the package lies beside for a moment and is gone again.
$(HALL): constraints.txt constraints-build.txt pyproject.toml $(wildcard data/phrases/*/LC_MESSAGES/*.po) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --require-hashes --target $(BUILD) --upgrade -r constraints-build.txt
	PYTHONPATH=$(BUILD) $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	rm -rf $(BUILD)
	@touch $(HALL)

$(DEV): constraints-dev.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r constraints-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(HALL) $(DEV)

demo: setup
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/demo.sh

test: setup-dev
	$(BIN)/python -m pytest -n 4 --dist loadgroup --durations=10 tests

check: setup-dev
	$(BIN)/ruff check counter screens tests
	$(BIN)/ruff format --check counter screens tests
	$(BIN)/mypy --strict counter screens tests/bench
	$(BIN)/python -m counter.phrases.update --check
	$(BIN)/python -m pytest tests/test_floors.py tests/test_references.py

coverage: setup-dev
	$(BIN)/python -m pytest -n 4 --dist loadgroup --cov=counter --cov=screens --cov-report=term:skip-covered tests

bench: setup-dev
	$(BIN)/python -m tests.bench

# What people need who don't read by eye, or type without a mouse: axe-core (npm, by name) and a browser.
AXE := $(VENV)/axe
a11y: setup-dev
	npm install --silent --no-save --no-audit --no-fund --prefix $(AXE) axe-core@4.14.1
	COUNTER_AXE=$(CURDIR)/$(AXE)/node_modules/axe-core/axe.min.js $(BIN)/python -m pytest tests/site/test_what_others_need_to_read_it.py

torture: setup-dev
	$(BIN)/python -m tests.torture --write

# What runs here, under which licences; its bill of materials; known faults by advisories that somebody brings (no network):
# make audit ADVISORIES=/media/stick/PyPI.zip
licences: setup
	$(BIN)/counter supply licences

sbom: setup
	$(BIN)/counter supply sbom --to counter.cdx.json

audit: setup
	$(BIN)/counter supply audit "$(ADVISORIES)"

# The pins anew; versions stay as they stand there now.
PIN := $(UV) pip compile --quiet --generate-hashes --no-header --no-annotate --universal --python-version 3.11
pins:
	$(PIN) pyproject.toml --all-extras -o constraints-dev.txt
	$(PIN) pyproject.toml -c constraints-dev.txt -o constraints.txt
	sed -n '/^requires = /s/[^a-z ,-]\|requires//gp' pyproject.toml | tr ', ' '\n\n' | $(PIN) - -c constraints-dev.txt -o constraints-build.txt

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache
