# TinyTorch: the commands. Each one sets up what it needs; run again, that takes no time.
#   make demo        the main job on a sample class: release, submit, grade in the sandbox, feedback, milestone
#   make test        everything that CI checks
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= python3
UV := uv==0.13.9
TORCH_VERSION := torch==2.13.0
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# The same bytecode rule everywhere: two versions of a module written within a second must not be confused.
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help setup sandbox data demo test test-torch oracle export release grade verify milestones bench clean

help:  ## these lines
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

setup: .venv/.complete sandbox  ## .venv with everything installed from requirements.lock, both packages editable

.venv/.complete: requirements.lock pyproject.toml autograder/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "TinyTorch needs Python 3.11 or newer, $(PYTHON) is older: make setup PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || ./.ci/apt-install python3-venv "Python's venv module"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . -e autograder
	$(BIN)/python -m ipykernel install --sys-prefix --name tinytorch --display-name TinyTorch >/dev/null
	@touch $@

sandbox:
	@command -v bwrap >/dev/null || ./.ci/apt-install bubblewrap "the sandbox that grades students' code"

data:  ## Fashion-MNIST from Debian's package, 30 MB, where it may be installed; everything else runs without it
	@test -d /usr/share/datasets/fashion-mnist || ./.ci/apt-install dataset-fashion-mnist "60,000 photographs to train on"

demo: setup  ## the main job, end to end, on a sample class (in demo/)
	autograder demo

test: setup  ## ruff, the type checker, and the whole test suite
	ruff check .
	mypy
	pytest -n 2 --dist loadgroup --durations=10

test-torch: .venv-bench/.complete  ## draw every case of tests/oracle anew, beside PyTorch itself; SEED=n draws those of a run again
	PYTHONPATH=. .venv-bench/bin/python tests/oracle/beside.py $(SEED)

oracle: .venv-bench/.complete  ## store PyTorch's answers to the cases of tests/oracle; MODULE=tensor those of one file
	PYTHONPATH=. .venv-bench/bin/python tests/oracle/store.py $(MODULE)
	.venv-bench/bin/python tests/programs/store.py

.venv-bench/.complete:
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check $(TORCH_VERSION) "numpy>=2.0,<3"
	@touch $@

export: setup  ## notebooks -> tinytorch/core
	autograder export

release: setup  ## student versions and the student kit, in release/
	autograder release

grade: setup  ## grade everything that was submitted
	autograder grade

verify: setup  ## reference full, blank 0, every wrong solution caught by the check that it names
	autograder verify

milestones: setup  ## train every milestone with the package, with learning reports
	autograder milestone

bench: setup  ## speed of core and engine; TORCH=1 installs PyTorch's CPU build into .venv-bench beside it
# Without a choice of kernels that the environment may carry: users have none, and NumPy finds the best itself.
ifdef TORCH
	@$(MAKE) --no-print-directory .venv-bench/.complete
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE PYTHONPATH=. .venv-bench/bin/python -m benchmarks.core
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE PYTHONPATH=. .venv-bench/bin/python -m benchmarks.spatial
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS=1 PYTHONPATH=. .venv-bench/bin/python -m benchmarks.training
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS=1 PYTHONPATH=. .venv-bench/bin/python -m benchmarks.language
else
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE python -m benchmarks.core
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE python -m benchmarks.spatial
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS=1 python -m benchmarks.training
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS=1 python -m benchmarks.language
endif
	python -m benchmarks.grading

clean:  ## remove the environments and what demo made (never a course's submissions or grades)
	rm -rf .venv .venv-bench demo dist build
