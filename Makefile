# Each target sets up what it needs: a virtual environment from a list of pinned, hashed requirements.
.PHONY: demo play test slow check format bench compatibility proof pictures shots lock clean

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
PLAYS ?= 1000
# most tests wait: for Slack's pace, for the cloud's minutes
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) \* 5 / 2)

demo: $(VENV)/demo  ## the whole bot on this machine, with a page to chat in
	@$(BIN)/subaku demo $(ARGS)

play: $(VENV)/demo  ## the same stories with no hands; prints the threads: make play [SYSTEM=erp]
	@$(BIN)/subaku demo --play --system "$(SYSTEM)" $(ARGS)

test: $(VENV)/dev  ## every fast test, in parallel
	@tools/browser.sh
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

slow: $(VENV)/dev  ## the tests that take longer than most: bench, crashes, a browser in each language
	@tools/browser.sh
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m slow $(ARGS)

check: $(VENV)/dev  ## style, types, who may import whom, secrets
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@tools/words.sh

format: $(VENV)/dev
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: $(VENV)/dev  ## figures beside rivals and floors
	@$(BIN)/python -m bench $(ARGS)

compatibility: $(VENV)/dev  ## what is kept, on another server: make compatibility SERVER=/usr/bin/redis-server
	@TEST_REDIS_SERVER=$(SERVER) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/store tests/engine tests/stories $(ARGS)

proof: $(VENV)/dev  ## what must hold of teams in any interleaving, and of any text: make proof PLAYS=1000
	@PROOF=$(PLAYS) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/engine/test_interleavings.py $(ARGS)
	@EXAMPLES=others $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/config tests/domain tests/thread/test_pace.py

pictures: $(VENV)/dev  ## draw the character's pictures again
	@$(BIN)/python -m images.build

shots: $(VENV)/dev  ## photograph every state and surface for docs/gallery.md, in three languages
	@tools/browser.sh
	@$(BIN)/python -m shots $(ARGS)

lock: $(VENV)/dev  ## choose the newest versions that pyproject.toml allows
	@tools/lock.sh

clean:
	rm -rf $(VENV) dist build

$(VENV)/demo: requirements/demo.txt pyproject.toml
	@tools/setup.sh $(VENV) requirements/demo.txt
	@touch $@

$(VENV)/dev: requirements/dev.txt pyproject.toml
	@tools/setup.sh $(VENV) requirements/dev.txt
	@touch $(VENV)/demo $@
