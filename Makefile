# `make up` starts everything, `make test` tries everything.

.NOTPARALLEL:
.PHONY: help up demo test fuzz coverage fault lint bench map installed \
	lint-python lint-types lint-templates lint-words lint-settings lint-migrations

PYTHONS = python3 python3.14 python3.13 python3.12 python3.11
RUN = .venv/bin/python
ARGS =

# The first Python that is new enough, better still one that can make a .venv.
install = @found=; \
	for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  found=$${found:-$$python}; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null && { found=$$python; break; }; \
	done; \
	test "$$found" || { echo "Migration Tracker needs Python 3.11 or later: install one." >&2; exit 1; }; \
	"$$found" -P embedded/install.py

help:
	@echo "make up    start everything here and print the address (PORT=… chooses the port)"
	@echo "make demo  load invented customers with two years of history, to look around"
	@echo "make test  run all tests (ARGS='-m browser' and the like go to pytest)"
	@echo "make fuzz  try more made-up values and files; make an @example of what it finds"
	@echo "make coverage  show which branches the quick tests do not take"
	@echo "make fault kill and stop things on purpose, for ten minutes or more"
	@echo "make bench measure speed, as ratios of things done one after the other"
	@echo "make lint  check style, types, templates, wording, settings and migrations"
	@echo "make map   print the rooms of the code, and which of them know which"

up:
	$(install) requirements.txt
	@exec $(RUN) manage.py up

demo:
	$(install) requirements.txt
	@$(RUN) manage.py migrate --verbosity 0
	@$(RUN) manage.py load_demo
	@echo "make up starts it, unless it runs already."

test: installed
	@if $(RUN) -P embedded/install.py --chromium; then set -- -m "not fault"; \
	else echo "So the tests that need a browser are left out." >&2; \
	set -- -m "not fault and not browser"; fi; \
	exec $(RUN) -m pytest "$$@" $(ARGS)

# FUZZ_EXAMPLES is for the spoilt files of tests/restore, HYPOTHESIS_PROFILE for the rest.
fuzz: installed
	@HYPOTHESIS_PROFILE=fuzz FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-5000} $(RUN) -m pytest \
	  -m "property and not browser and not fault" $(ARGS)

coverage: installed
	@$(RUN) -m coverage run -m pytest -q -n 0 -m "not slow and not browser and not fault" $(ARGS)
	@$(RUN) -m coverage report

map: installed
	@$(RUN) -m tests.house

bench:
	$(install) requirements.txt
	@exec $(RUN) -m bench $(ARGS)

# Apart, because hurting processes takes its time, and a quiet machine.
fault: installed
	@exec $(RUN) -m pytest -m fault $(ARGS)

# `make -k lint` goes on after a failure.
lint: installed lint-python lint-types lint-templates lint-words lint-settings lint-migrations

installed:
	$(install) requirements.txt tests/requirements.txt

lint-python:
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

lint-types:
	$(RUN) -m mypy

lint-templates:
	$(RUN) -m djlint --check --lint --quiet templates

lint-words:
	$(RUN) -m tests.house.wording

lint-settings:
	@echo "manage.py check --deploy, with settings as in production"
	@$(production) $(RUN) manage.py check --deploy --fail-level WARNING

lint-migrations:
	$(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

# Settings as in production; nothing connects to these addresses.
production = SECRET_KEY="$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	DATABASE_URL=postgres://tracker_app:word@db.example.org/tracker \
	DATABASE_OWNER_URL=postgres://tracker_owner:word@db.example.org/tracker \
	LANDING_DATABASE_URL=postgres://landing_admin:word@landing.example.org/landing \
	REDIS_URL=redis://:word@broker.example.org/0 \
	ALLOWED_HOSTS=tracker.example.org
