"""Answers and the key in; verdict words and points out. Pure functions that know nothing of processes."""

from autograder.judge.judge import REFUSALS as REFUSALS
from autograder.judge.judge import judge as judge
from autograder.judge.verdict import BrokenKey as BrokenKey
from autograder.judge.verdict import CellVerdict as CellVerdict
from autograder.judge.verdict import CheckVerdict as CheckVerdict
from autograder.judge.verdict import Word as Word
