# A machine with python3 (3.11 or later) and make is enough. PYTHON=python3.13 chooses another interpreter.
PYTHON ?= python3
VENV ?= .venv
READY := $(VENV)/.ready
# Some machines ask Python to keep no byte code; then every process of the tests takes all of them apart anew.
unexport PYTHONDONTWRITEBYTECODE
# All tests of a file in one process: what they share is made once. Files in their order, so that no long one comes last.
BY_FILE := --dist loadfile --no-loadscope-reorder

.PHONY: compare lab quick test slow every blocks nightly browser docs mutation fuzz check clean

compare: $(READY)  ## the built-in question: which launch does better, by how much, how sure, under which assumptions
	$(VENV)/bin/groundswell compare --assumptions both --replicates 100 --out out

lab: $(READY)  ## watch campaigns spread, in the browser, on this machine alone
	$(VENV)/bin/groundswell lab

quick: $(READY)  ## at each change, a minute: rules of the house, and what each file does by itself, properties in few examples
	HYPOTHESIS_PROFILE=$${HYPOTHESIS_PROFILE:-brief} $(VENV)/bin/python -m pytest -q -n auto $(BY_FILE) \
		-m 'not slow and not nightly and not browser and not second' tests/rules_of_the_house tests/unit

test: $(READY)  ## every test that takes no more than about three seconds and no browser
	$(VENV)/bin/python -m pytest -q -n auto $(BY_FILE) --ignore=tests/slow --ignore=tests/browser

slow: $(READY)  ## tests of more than three seconds: twins, samples, every block of the docs, the wheel
	$(VENV)/bin/python -m pytest -q -n auto $(BY_FILE) -m 'slow and not nightly' --ignore=tests/browser

every: $(READY)  ## `make test` and `make slow` in one go, which is quicker: tests are gathered once, the longest begin first; `BUT=--ignore=FILE` leaves one out
	$(VENV)/bin/python -m pytest -q -n auto $(BY_FILE) -m 'not nightly and not browser' --ignore=tests/browser $(BUT)

blocks: $(READY)  ## every command and every block of code of the README and the site, small
	$(VENV)/bin/python -m pytest -q -m slow tests/slow/test_every_block.py

nightly: $(READY)  ## the longest tests: kills, other Pythons, coverage of intervals over thousands of campaigns
	$(VENV)/bin/python -m pytest -q -n auto $(BY_FILE) -m nightly

browser: $(READY)  ## the report and the lab in a real browser, one after the other: Debian's chromium and chromium-driver
	GROUNDSWELL_BROWSER=required $(VENV)/bin/python -m pytest -q -m 'browser and not nightly' tests/browser

docs: $(READY)  ## the site, in .site/html, readable without a server; a warning is an error
	$(VENV)/bin/python tools/documentation.py .site/pages
	NO_MKDOCS_2_WARNING=1 $(VENV)/bin/mkdocs build --quiet

mutation: $(READY)  ## do the tests notice small faults in the modules on which every answer stands (seven minutes)
	$(VENV)/bin/python tools/mutation.py --workers 2

fuzz: $(READY)  ## ten thousand files as no one should hand them over, each read in a process of its own (minutes)
	PYTHONPATH=tests $(VENV)/bin/python -m fuzz

check: $(READY)  ## style and types
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

# Byte code is made of what is used, when it is used: of everything there is it takes half a minute.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt -e '.[dev]'
	touch $(READY)

clean:
	rm -rf $(VENV) out .site
