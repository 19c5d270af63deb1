# Every target builds the environment first if it has to. `make` alone lists the targets.
.DEFAULT_GOAL := help
IN_HOUSE = @command -v python3 >/dev/null || { echo "Python 3 is missing. Install python3, then try again."; exit 1; }; exec python3 bot/cli/bootstrap.py

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'
setup:  ## build the environment, nothing else
	$(IN_HOUSE)
run:  ## start everything
	$(IN_HOUSE) python -m bot run
chat:  ## talk with the assistant in the terminal
	$(IN_HOUSE) python -m bot chat
train:  ## train a model for the present data, show what changes
	$(IN_HOUSE) python -m bot train
check:  ## check data and knowledge
	$(IN_HOUSE) python -m bot check
lint:  ## check the code: ruff and mypy
	$(IN_HOUSE) ruff check
	$(IN_HOUSE) ruff format --check
	$(IN_HOUSE) mypy
test:  ## run all tests
	$(IN_HOUSE) python -m tests.system_packages
	$(IN_HOUSE) python -m pytest
bench:  ## measure speed
	$(IN_HOUSE) python -m bench.latency
.PHONY: help setup run chat train check lint test bench
