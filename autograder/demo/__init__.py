"""The main job on a sample class: what `make demo` shows."""

from autograder.demo.run import run_demo as run_demo
