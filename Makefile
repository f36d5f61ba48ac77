# Two commands on a fresh machine: `make demo` and `make test`. Both prepare .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Every process of a run would compile the whole house for itself.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test check coverage bench torture clean

setup: $(STAMP)

$(STAMP): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed: on Debian install the package python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m counter.phrases.update --compile
	@touch $(STAMP)

demo: setup
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/demo.sh

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup --durations=10 tests

check: setup
	$(BIN)/ruff check counter screens tests
	$(BIN)/ruff format --check counter screens tests
	$(BIN)/mypy --strict counter screens tests/bench
	$(BIN)/python -m counter.phrases.update --check
	$(BIN)/python -m pytest tests/test_floors.py tests/test_references.py

coverage: setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup --cov=counter --cov=screens --cov-report=term:skip-covered tests

bench: setup
	$(BIN)/python -m tests.bench

torture: setup
	TORTURE=20 $(BIN)/python -m pytest -n 2 tests/faults tests/queue tests/desks tests/paper
	$(BIN)/counter simulate --windows 40 --tickets 3000 --seed 1

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache
