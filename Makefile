# Every target is one that a newcomer can run at once: it sets up what it needs by itself.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# One more than there are processors, since the tests of processes mostly wait.
WORKERS = $(shell expr $$(nproc) + 1)
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header

.PHONY: help setup demo test crowd crashes abuse mutants drills world proof lint docs screenshots bench migration lock system

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 18

setup: $(READY) ## Install everything that Python needs into .venv

demo: setup ## Try it: a simulated telephone network, the pages, and two handsets
	@$(BIN)/ivr demo $(ARGS)

test: setup system ## Run all tests (ARGS='-k holiday' for some)
	@$(BIN)/pytest --quiet --numprocesses $(WORKERS) --dist loadgroup -m "not crowd and not abuse and not looks" $(ARGS)
	@$(BIN)/pytest --quiet -m looks $(or $(ARGS),tests/browser) || [ $$? -eq 5 ] # 5: ARGS chose none of these

crowd: setup ## Let hundreds of people, drawn from seeds, live through whole days (minutes)
	@$(BIN)/pytest --quiet -m crowd $(ARGS)

abuse: setup ## Forge, replay, guess and call in bulk, in full volume (minutes)
	@$(BIN)/pytest --quiet -m abuse $(ARGS)

drills: setup system ## Kill the real processes amid traffic (half an hour; ARGS='--kills 10' for less)
	@$(BIN)/python -m tests.drills $(ARGS)

mutants: setup ## Change rules and claim in small ways: does a test notice? (ARGS=flows.rules.hours)
	@$(BIN)/python -m tests.mutants $(ARGS)

crashes: setup system ## Let a process die or sleep at every moment that matters (ARGS='--step 9')
	@$(BIN)/python -m tests.crashes $(ARGS)

world: setup ## Live through a year of Kainuu, and make every mistake that it must notice (long)
	@$(BIN)/pytest --quiet --numprocesses $(WORKERS) tests/world/test_world.py -m "crowd or not crowd" $(ARGS)
	@$(BIN)/python -m tests.world.controls

proof: setup system ## Make trials (ARGS='year drills') and write docs/proof.md anew
	@$(BIN)/python -m tests.proof $(ARGS)

lint: setup ## Check style, types, imports and dialogues
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/ivr check

docs: setup ## Draw the dialogues and write out their texts into docs/
	@$(BIN)/ivr draw --write docs --renew README.md
	@$(BIN)/ivr script --write docs
	@$(BIN)/ivr access --write docs

screenshots: setup system ## Take the pictures of the pages in docs/images anew
	@$(BIN)/python -m tests.browser.screenshots

bench: setup ## Measure what it costs, beside goals (ARGS='--only press' for a part)
	@$(BIN)/python -m tests.bench $(ARGS)

migration: setup ## Write the next step of the tables: make migration WHY="..."
	@$(BIN)/python -m ivr.migrations "$(WHY)" | xargs $(BIN)/ruff format --quiet

lock: setup ## Write requirements*.txt anew from pyproject.toml
	@[ -x $(BIN)/uv ] || $(BIN)/pip install --quiet uv
	@$(COMPILE) pyproject.toml --output-file requirements.txt
	@$(COMPILE) --constraints requirements.txt --group dev pyproject.toml \
		--output-file requirements-dev.txt

system:
	@.ci/system

$(READY): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ echo "Python's venv is missing: apt install python3-venv" >&2; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
