"""The learning report that ends a milestone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograder.checks.failure import CheckFailed
from autograder.checks.learning import (
    Finding,
    LearningFailed,
    accuracy,
    gradient_flow,
    loss_decrease,
    weight_updates,
)
from autograder.checks.table import Table
from autograder.checks.tensors import Parameters


class LearningReport:
    """Findings in one table, with a sentence of help for each that fails."""

    def __init__(self, title: str, findings: Sequence[Finding]) -> None:
        self.title = title
        self.findings = tuple(findings)

    def table(self) -> Table:
        rows = [(f.topic, f.result, f.wanted, "ok" if f.holds else "fails") for f in self.findings]
        return Table(("learning", "found", "wanted", ""), rows, self.title)

    def __str__(self) -> str:
        helps = [f"{f.topic}: {f.help}" for f in self.findings if not f.holds]
        return "\n".join([str(self.table()), *helps])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def learning_report(
    title: str,
    *,
    parameters: Parameters,
    loss: Any,
    before: Parameters,
    losses: Sequence[float],
    fall: float,
    predictions: Any,
    labels: Any,
    at_least: float,
    exempt: Sequence[str] = (),
    more: Sequence[Finding] = (),
) -> LearningReport:
    """All four learning checks on a trained network; raises CheckFailed with the whole report if one fails.

    parameters, loss: the network and its last loss, not yet walked back from (see `gradient_flow`).
    before: the `snapshot` taken before training. losses, fall: see `loss_decrease`.
    predictions, labels, at_least: on held-out data, see `accuracy`. exempt: see `gradient_flow`.
    more: the network's own properties, which must hold, too.
    """
    report = LearningReport(
        title,
        [
            _finding(lambda: gradient_flow(parameters, loss, exempt=exempt)),
            _finding(lambda: weight_updates(before, parameters, exempt=exempt)),
            _finding(lambda: loss_decrease(losses, at_least=fall)),
            _finding(lambda: accuracy(predictions, labels, at_least=at_least)),
            *more,
        ],
    )
    if not all(finding.holds for finding in report.findings):
        raise CheckFailed(str(report))
    return report


def _finding(check: Callable[[], Finding]) -> Finding:
    """What a check found, whether it holds or not: a report shows all four."""
    try:
        return check()
    except LearningFailed as failed:
        return failed.finding
