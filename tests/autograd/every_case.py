"""The gradient cases of all modules; a module's own stand in the file that bears its name."""

from importlib import import_module
from pathlib import Path

FILES = sorted(path.stem for path in Path(__file__).parent.glob("*_cases.py"))
CASES = [case for file in FILES for case in import_module(file).CASES]
