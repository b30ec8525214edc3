# `make run` and `make test` do all their own set-up from a bare checkout with python3.11.
PYTHON ?= python3.11
BIN := .venv/bin
RUN := .venv/.run-ready
DEV := .venv/.dev-ready

.PHONY: run test check format eval lock clean local-model remove-local-model
.DEFAULT_GOAL := run

run: $(RUN)  ## the interview in the browser
	$(BIN)/python app.py

test: $(DEV)  ## every test that needs no model; installs a browser for the page's tests where there is none
	scripts/install_browser
	$(BIN)/python -m pytest

check: $(DEV)  ## format, lint and strict types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: $(RUN)  ## the evals that need no model
	$(BIN)/python -m evals retrieval
	$(BIN)/python -m evals grading
	$(BIN)/python -m evals robustness
	$(BIN)/python -m evals replies
	$(BIN)/python -m evals start
	$(BIN)/python -m evals published

local-model: $(RUN)  ## a language model on this machine: 1.2 GB, verified, goes on where it stopped
	$(BIN)/python -m interviewer.local obtain

remove-local-model: $(RUN)
	$(BIN)/python -m interviewer.local remove

lock: $(DEV)  ## after a change in requirements*.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-header --python-version 3.11 requirements.txt -o requirements.lock
	$(BIN)/uv pip compile -q --generate-hashes --no-header --python-version 3.11 requirements-dev.txt -o requirements-dev.lock

clean:
	rm -rf .venv build

$(RUN): requirements.lock
	scripts/install requirements.lock
	touch $@

$(DEV): requirements-dev.lock
	scripts/install requirements-dev.lock
	touch $@ $(RUN)
