# The commands of the course. `make start` and `make test` work on a machine that has Python 3.11, pip and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: start test parity gpu bench lint grade-demo site clean

start: .venv/installed            ## set up, build the notebooks and open JupyterLab (PORT=, NO_BROWSER=1)
	@$(BIN)/course start

test: .venv/installed-test lint   ## the whole test suite; needs no torch
	$(BIN)/python -m pytest -n 2 --dist loadfile

parity: .venv/installed-parity    ## the tests that compare with torch 2.13 (CPU)
	$(BIN)/python -m pytest -m parity

gpu: .venv/installed-parity       ## everything that a GPU can run, on one: tests, then the benchmark
	$(BIN)/python -m pytest -m gpu
	$(BIN)/python -m benchmarks.gpu

bench: .venv/installed-parity     ## speed against torch 2.13 on the CPU, side by side: a table, benchmarks/results/
	$(BIN)/python -m benchmarks

lint: .venv/installed-test        ## style and types, as CI checks them
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

grade-demo: .venv/installed       ## make up a class, grade it, print who got what and why
	@$(BIN)/autograder demo

site: .venv/installed-site        ## render the lessons to build/site
	@$(BIN)/course site

clean:                            ## remove what was generated; keeps workspace/, the student's work
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) course/doctor.py
	@$(PYTHON) -m venv .venv || $(PYTHON) -m virtualenv .venv

.venv/installed: pyproject.toml | .venv/bin/python
	@echo "Installing the course into .venv (a few minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . || (echo "Installing failed; is the network there? \`$(PYTHON) course/doctor.py\` checks the rest."; exit 1)
	@touch $@

.venv/installed-%: pyproject.toml | .venv/installed
	@echo "Installing what $* needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[$*]"
	@touch $@
