# Everything a newcomer needs: each target sets up what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
MINUTES := 60
UV := $(shell command -v uv 2>/dev/null)
# Where compiled code may not be kept, each of the hundreds of processes of the tests compiles all of it anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo run test test-long test-postgres check torture fuzz bench forecast-range histories screenshots packages format lock clean

$(STAMP): pyproject.toml requirements.lock
	@echo "Setting up $(VENV) …" >&2
ifeq ($(UV),)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[dev]'
else
	@test -x $(BIN)/python || $(UV) venv --quiet --python '>=3.11' $(VENV)
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python -c requirements.lock -e '.[dev]'
endif
	@touch $(STAMP)

demo: $(STAMP)  ## two weeks on the sandbox, in a throw-away workspace
	@$(BIN)/overture demo

run: $(STAMP)  ## overture itself, on your own home folder
	@$(BIN)/overture

test: $(STAMP)  ## every test
	$(BIN)/python -m pytest

test-long: $(STAMP)  ## every test, with some twenty times as many drawn cases (docs/testing.md names exceptions)
	OVERTURE_TEST_LONG=yes $(BIN)/python -m pytest

test-postgres: $(STAMP)  ## store, engine, services, daemon and the commands' day with every store on a PostgreSQL server
	OVERTURE_TEST_STORE=postgresql $(BIN)/python -m pytest tests/store tests/engine tests/services tests/daemon \
		tests/cli/test_json_golden.py tests/cli/test_operators_day.py

check: $(STAMP)  ## format, lint, types, import contracts, queries, docstrings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tools/check_queries.py
	$(BIN)/python tools/check_words.py

torture: $(STAMP)  ## what the tests do to the engine for two minutes, for as long as a release deserves
	$(BIN)/python -m tests.torture --long

fuzz: $(STAMP)  ## what somebody hostile puts through every door, for an hour; `make fuzz MINUTES=5` for less
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

bench: $(STAMP)  ## how much slower things are in a store that holds far more: ratios
	$(BIN)/python -m tests.bench

forecast-range: $(STAMP)  ## how often forty seeds of the engine fall into the forecast's ranges; some fifteen minutes
	$(BIN)/python -m tests.bench.forecast_range

histories: $(STAMP)  ## twenty random months with faults of the network: each run accounts for its cohort, no reason is false
	$(BIN)/python -m tests.engine.walks.histories

screenshots: $(STAMP)  ## pictures of the app, drawn by driving it
	$(BIN)/python tools/screenshots.py

packages: $(STAMP)  ## wheel and source package, installed in each way in a clean environment and tried
	$(BIN)/python -m tools.packages

format: $(STAMP)  ## put the code into its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(STAMP)  ## write the versions in use into requirements.lock
	$(BIN)/python -m pip freeze --exclude-editable | grep -E '^[A-Za-z0-9_.-]+==' > requirements.lock

clean:  ## remove what the targets made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .bench
