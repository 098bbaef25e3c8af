UV ?= .venv/bin/uv

.PHONY: check lint format types test slow coverage reference site wheels benchmarks clean

check: lint types test  ## everything a change must pass, but for the slow tests and the wheels

.venv/bin/uv:
	python3 -m venv .venv
	.venv/bin/pip install -q uv

lint: $(UV)
	$(UV) run ruff check
	$(UV) run ruff format --check --output-format concise

format: $(UV)
	$(UV) run ruff check --fix
	$(UV) run ruff format

# The tests of each place run alone: modules of the same name may stand in several places.
types: $(UV)
	$(UV) run mypy --strict clusterkit tests benchmarks plugins/*/clusterkit_*
	for folder in $(wildcard plugins/*/tests); do $(UV) run mypy --strict $$folder || exit 1; done

test: $(UV)
	$(UV) run pytest

slow: $(UV)
	$(UV) run pytest -m slow

coverage: $(UV)
	$(UV) run pytest --cov=clusterkit.law --cov-branch --cov-report=term-missing --cov-fail-under=100

reference: $(UV)  ## writes docs/reference from the code; a test holds them against each other
	$(UV) run python -m tools.reference

site: $(UV)  ## builds the documentation into site/, to be opened from disk
	$(UV) run zensical build --strict --clean

wheels: $(UV)
	$(UV) build --all-packages --out-dir dist
	tools/check_wheels.sh

benchmarks: $(UV)
	$(UV) run python -m benchmarks.w1
	$(UV) run python -m benchmarks.places

clean:
	rm -rf dist build site .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks .coverage htmlcov
