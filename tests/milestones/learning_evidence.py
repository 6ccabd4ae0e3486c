"""A milestone's real notebook, trained in the sandbox; what its networks learned is judged outside of it."""

from __future__ import annotations

import dis
from dataclasses import dataclass
from types import CodeType

import numpy as np
from nbformat import NotebookNode

from autograder.checks.answers import Answer
from autograder.course import Assignment
from autograder.course.cells import is_test, settings
from autograder.milestone import REPORT
from autograder.release.export import build_package
from autograder.sandbox import CheckCell, Limits, Sandbox, StudentCell

# In the report's cell `learning_report` hands over what it is given, and judges nothing.
PROBE = """
import numpy as np
from autograder.checks import check
from autograder.checks.tensors import array_of, named


def learning_report(
    title, *, parameters, loss, before, losses, predictions, labels, fall, at_least, exempt=(), more=()
):
    parameters, before = named(parameters), named(before)
    for parameter in parameters.values():
        parameter.grad = None
    if loss.grad_fn is not None:
        loss.backward()
    arrays = {f"gradient {n}": np.nan if p.grad is None else p.grad for n, p in parameters.items()}
    arrays |= {f"before {n}": value for n, value in before.items()}
    arrays |= {f"after {n}": p for n, p in parameters.items()}
    arrays |= {"losses": list(map(float, losses)), "fall": fall, "at_least": at_least}
    arrays |= {"predictions": array_of(predictions), "labels": array_of(labels), "exempt": "\\n".join(exempt)}
    arrays |= {f"more {finding.topic}": finding.holds for finding in more}
    check.value(title, arrays)


"""


@dataclass(frozen=True)
class Evidence:
    """What a network's learning report was given. more: the milestone's own checks, and whether they hold."""

    title: str
    gradients: dict[str, np.ndarray]
    before: dict[str, np.ndarray]
    after: dict[str, np.ndarray]
    losses: np.ndarray
    fall: float
    predictions: np.ndarray
    labels: np.ndarray
    at_least: float
    more: dict[str, bool]

    @property
    def problems(self) -> list[str]:
        """All four together: gradient flow, weight updates, loss, accuracy. Empty if it learns."""
        dead = [name for name, g in self.gradients.items() if not (np.isfinite(g).all() and g.any())]
        still = [name for name, w in self.after.items() if not np.isfinite(w).all()]
        still += [name for name, w in self.after.items() if (w == self.before[name]).all()]
        fallen = 1 - self.losses[-1] / self.losses[0]
        answers = self.predictions if self.predictions.ndim == 1 else self.predictions.argmax(1)
        accuracy = float(np.mean(answers == self.labels))
        count = len(self.after)
        return [
            *([] if count else ["no parameters"]),
            *([f"gradients flowing {count - len(dead)}/{count}: not {', '.join(dead)}"] if dead else []),
            *([f"weights updated {count - len(still)}/{count}: not {', '.join(still)}"] if still else []),
            *([] if fallen >= self.fall else [f"the loss fell by {fallen:.0%}, not {self.fall:.0%}"]),
            *([] if accuracy >= self.at_least else [f"accuracy {accuracy:.3f}, not {self.at_least}"]),
            *(topic for topic, holds in self.more.items() if not holds),
        ]


def evidence(
    milestone: Assignment, sandbox: Sandbox, modules: list[NotebookNode] | None = None
) -> list[Evidence]:
    """What the milestone's notebook reports, trained with the package of `modules` (its own, if None)."""
    modules = modules or [module.notebook() for module in milestone.prerequisites]
    package = build_package(modules, milestone.course.package)
    cells: list[StudentCell | CheckCell] = [
        StudentCell(cell.id, cell.source) for cell in needed(milestone.notebook())
    ]
    cells[-1] = CheckCell(REPORT, PROBE + cells[-1].source, 0, {})
    run = sandbox.run(cells, package)
    shown = [(id, output) for id, outputs in run.outputs.items() for output in outputs]
    raised = {id: output.evalue for id, output in shown if output.output_type == "error"}
    assert not raised and not run.reason, f"{milestone.name}: {raised or run.reason}"
    return [_evidence(answer) for answer in run.answers[REPORT].answers.values()]


def needed(notebook: NotebookNode) -> list[NotebookNode]:
    """The report, the given and written cells, and those demonstrations that make what it reads."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and not is_test(cell)]
    report = next(i for i, cell in enumerate(code) if cell.id == REPORT)
    (_, wanted), kept = names(code[report]), [code[report]]
    for cell in reversed(code[:report]):
        made, read = names(cell)
        if settings(cell) or made & wanted:
            kept.insert(0, cell)
            wanted -= made
            if not settings(cell):  # what is graded reads no demonstration
                wanted |= read
    return kept


def names(cell: NotebookNode) -> tuple[set[str], set[str]]:
    """The notebook's names that a cell makes, and those that it reads without having made them."""
    made: set[str] = set()
    read: set[str] = set()
    inner = [compile(cell.source, cell.id, "exec")]
    for instruction in dis.get_instructions(inner[0]):
        if instruction.opname == "STORE_NAME":
            made.add(instruction.argval)
        elif instruction.opname == "LOAD_NAME" and instruction.argval not in made:
            read.add(instruction.argval)
    for code in inner:
        inner += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
        read |= {i.argval for i in dis.get_instructions(code) if i.opname == "LOAD_GLOBAL"} - made
    return made, read


def patient() -> Sandbox:
    """A sandbox that lets a whole training run."""
    return Sandbox("auto", Limits(total_seconds=600, cell_seconds=300, check_seconds=60))


def _evidence(answer: Answer) -> Evidence:
    arrays, exempt = answer.arrays, answer.text["exempt"][1:-1].split("\\n")

    def of(kind: str) -> dict[str, np.ndarray]:
        found = {n.removeprefix(kind): a for n, a in arrays.items() if n.startswith(kind)}
        return {name: array for name, array in found.items() if name not in exempt}

    return Evidence(
        answer.check,
        of("gradient "),
        of("before "),
        of("after "),
        arrays["losses"],
        float(arrays["fall"]),
        arrays["predictions"],
        arrays["labels"],
        float(arrays["at_least"]),
        {name: bool(holds) for name, holds in of("more ").items()},
    )
