# make run | test | lint | bench | drills | coverage | soak | lock | messages      Needs Python 3.11 and make, nothing else.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
MINUTES ?= 60
export PYTHON PORT
# Every start and every process of the tests would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

# The stamp carries the lock's checksum in its name: a changed lock installs again, an unchanged one costs nothing.
RUNTIME := .venv/installed-$(shell cksum < requirements.txt | cut -d' ' -f1)
DEV := .venv/installed-dev-$(shell cksum < requirements-dev.txt | cut -d' ' -f1)
COMPILE := .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml

.PHONY: run test drills coverage soak bench lint lock messages
.DEFAULT_GOAL := run

run: $(RUNTIME)
	@exec .venv/bin/python manage.py serve

test: $(DEV)
	@.ci/suites $(ARGS)

drills: $(DEV)
	.venv/bin/python -m pytest -m slow $(ARGS)

# Branch coverage of what decides and of what writes, each room by itself.
coverage: $(DEV)
	rm -f .coverage .coverage.*
	.venv/bin/python -m coverage run -m pytest -m "not slow and not timed" -n 2 --dist loadfile -q $(ARGS)
	.venv/bin/python -m coverage combine --quiet
	@.ci/coverage

soak: $(DEV)
	.venv/bin/python -m tests.browser.soak --minutes $(MINUTES) $(ARGS)

bench: $(DEV)
	.venv/bin/python -m bench $(ARGS)

lint: $(DEV)
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/lint-imports
	.venv/bin/mypy
	.venv/bin/djlint --lint --quiet templates tests/chart
	.venv/bin/djlint --check --quiet templates tests/chart
	.venv/bin/python .ci/style.py
	.venv/bin/python .ci/locks.py

lock: $(DEV)
	$(COMPILE) $(ARGS) -o requirements.txt
	$(COMPILE) $(ARGS) --extra dev -c requirements.txt -o requirements-dev.txt

# Updates and compiles the catalogue of every language in locale/; ARGS=it begins one.
messages: $(DEV)
	.venv/bin/python .ci/messages.py $(ARGS)

$(RUNTIME):
	@.ci/venv requirements.txt
	@touch $@

$(DEV):
	@.ci/venv requirements-dev.txt
	@touch $@ $(RUNTIME)
