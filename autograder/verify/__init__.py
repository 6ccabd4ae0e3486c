"""Is an assignment's grading right? The reference, the blank, and solutions whose worth is known."""

from autograder.verify.knockout import knock_out as knock_out
from autograder.verify.solutions import Solution as Solution
from autograder.verify.solutions import SolutionError as SolutionError
from autograder.verify.solutions import read_solutions as read_solutions
from autograder.verify.verify import Verification as Verification
from autograder.verify.verify import verify as verify
