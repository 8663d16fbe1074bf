# One line a task; CONTRIBUTING.md says when to use which.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: try test cards lint types corpus check index clean
.PHONY: serving-set licences env-example sbom image-check

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

## set up, build the index and answer a question of a real protocol
try: .venv/installed
	@$(BIN)/protocol-bot index
	@$(BIN)/protocol-bot ask "can I attend a party group meeting?" --council southend

## set up what draws the Teams cards in a browser; without it the tests of that are skipped
cards:
	npm ci --silent --prefix tests/cards

## run the tests, on two processors at once
test: .venv/installed
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

lint: .venv/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/installed
	$(BIN)/mypy

## prove the corpus
corpus: .venv/installed
	$(BIN)/protocol-bot corpus check

## everything that must be green before a change lands
check: test corpus lint types

## what each package says of its licence, and what the image's packages are: after a change of them
serving-set licences env-example: .venv/installed
	$(BIN)/python -m tests.deploy.$(subst -,_,$@)

## the bill of materials, CycloneDX as JSON, in build/
sbom: .venv/installed
	mkdir -p build
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-file build/sbom.json $(BIN)/python

## carry out the image's steps without a container engine, try what they make, and weigh it: minutes
image-check: .venv/installed
	$(BIN)/python -m tests.deploy.image

clean:
	rm -rf .venv .index .mypy_cache .pytest_cache .ruff_cache
