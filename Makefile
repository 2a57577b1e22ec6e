# Every target works on a fresh clone; the system's packages that one lacks are found in one go (prerequisites.sh).
# The first of these that is 3.11 or newer: Ubuntu 22.04's own python3 is older.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
# A person sees the downloads; a log does not.
QUIET := $(shell [ -t 2 ] || echo --quiet)
PIP := $(BIN)/python -m pip install $(QUIET) --disable-pip-version-check -c constraints.txt
# uv knows in a second what goes together, for which Python 3.11's own pip takes 35 s of CPU; pip, where uv fails.
install = $(BIN)/uv pip install --python $(BIN)/python $(QUIET) -c constraints.txt $(1) || $(PIP) $(1)

.PHONY: help setup demo test lint pytest bench soak sandbox locale example prerequisites-demo prerequisites-test
.DEFAULT_GOAL := help

help:
	@echo "make demo   the whole line on shipped problems and a scripted model: no network, no model"
	@echo "make test   every test, the linter and the type checker"
	@echo "make lint   ruff, mypy --strict, the import rule"
	@echo "make bench  the benchmarks, side by side; make soak: the long ones"

INSTALLED_FROM := pyproject.toml constraints.txt hatch_build.py $(wildcard solver/locale/*/LC_MESSAGES/*.po)
define make-venv
@[ -n "$(PYTHON)" ] || { echo "kyoso needs Python 3.11 or newer: apt install python3.11 python3.11-venv"; exit 3; }
@old=$$(ls -d $(VENV) 2>/dev/null); $(PYTHON) -m venv $(VENV) || { \
  echo "python3-venv is missing: apt install python3-venv"; [ "$$old" ] || rm -rf $(VENV); exit 3; }
@$(PIP) uv || true
endef

$(STAMP): $(INSTALLED_FROM)
	$(make-venv)
	$(call install,--compile -e '.[all]')
	@touch $(STAMP)

# What only tests need: a demo must not wait for it. Most of it is never imported, so it is compiled when it is.
$(DEV): $(INSTALLED_FROM)
	$(make-venv)
	$(call install,--no-compile -e '.[dev]')
	@touch $(STAMP) $(DEV)

prerequisites-demo prerequisites-test: prerequisites-%:
	@./prerequisites.sh $*

sandbox: $(STAMP)
	@$(BIN)/kyoso sandbox setup

setup: prerequisites-demo $(STAMP) sandbox

demo: setup
	@$(BIN)/kyoso demo

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The tests build the sandbox's image themselves, and begin with those that run no code; the linters go beside them.
test: prerequisites-test $(DEV)
	@$(MAKE) --no-print-directory -j2 lint pytest

# On a fresh clone each worker would compile the same files at the same time.
pytest: $(DEV)
	@[ -d tests/__pycache__ ] || $(BIN)/pytest --collect-only -qq >/dev/null || true
	$(BIN)/pytest -n 4 --dist loadgroup

bench: setup $(DEV)
	$(call install,-e '.[bench]')
	$(BIN)/python -m tests.bench

soak: setup $(DEV)
	$(BIN)/python -m tests.bench --soak

# docs/example as the report is now, its pictures included: run it after a change of what the report looks like.
example: $(DEV)
	$(BIN)/python -m tests.bench.example_report docs/example

# The message catalogue: finds new messages in our sources and click's, and lists them for translation.
# The catalogue's header stays as it is, so that a second run changes nothing.
locale: $(DEV)
	$(BIN)/pybabel -q extract -F pyproject.toml --no-location --omit-header --sort-output -o $(VENV)/kyoso.pot \
	  problems sandbox judge solver $$($(BIN)/python -c 'import click, pathlib; print(pathlib.Path(click.__file__).parent)')
	@mkdir -p solver/locale
	$(BIN)/pybabel -q update --init-missing --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete \
	  -D kyoso -l ja -i $(VENV)/kyoso.pot -d solver/locale
