"""What a test cell may say. NumPy alone, any operating system, any student's tinytorch or none."""

from autograder.checks import check, given
from autograder.checks.begin import begin
from autograder.checks.failure import CheckFailed
from autograder.checks.gradcheck import gradient_check
from autograder.checks.learning import Finding, accuracy, gradient_flow, loss_decrease, weight_updates
from autograder.checks.report import learning_report
from autograder.checks.table import Table
from autograder.checks.tensors import snapshot
from autograder.checks.trace import training_trace

__all__ = [
    "CheckFailed",
    "Finding",
    "Table",
    "accuracy",
    "begin",
    "check",
    "given",
    "gradient_check",
    "gradient_flow",
    "learning_report",
    "loss_decrease",
    "snapshot",
    "training_trace",
    "weight_updates",
]
