"""A tiny but complete course, written anew by each test that wants one: two modules and a milestone.

`make_toy_course(root)` writes it; `reference`, `blank` and `edited` give what a student may hand in, and
`submit` puts it where nbgrader looks. The cell makers serve every other notebook that tests write.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

MODULES = ("01_toy", "02_more")
MILESTONE = "01_1957_toy"


# Cells, one function a kind. ------------------------------------------------------------------------


def code(id: str, source: str, **nbgrader) -> NotebookNode:
    """A code cell; with nbgrader's settings if any are given."""
    return new_code_cell(textwrap.dedent(source).strip("\n"), id=id, metadata=_metadata(id, nbgrader))


def prose(id: str, source: str, **nbgrader) -> NotebookNode:
    return new_markdown_cell(textwrap.dedent(source).strip("\n"), id=id, metadata=_metadata(id, nbgrader))


def locked(id: str, source: str) -> NotebookNode:
    """The setup cell, or given code."""
    return code(id, source, grade=False, solution=False, locked=True)


def solution(id: str, source: str) -> NotebookNode:
    return code(id, source, grade=False, solution=True, locked=False)


def graded(id: str, points: float, source: str) -> NotebookNode:
    """A test cell."""
    return code(id, source, grade=True, solution=False, locked=True, points=points)


def reflection(id: str, points: float, source: str) -> NotebookNode:
    """The one manually graded item."""
    return prose(id, source, grade=True, solution=True, locked=False, points=points)


def notebook(cells: Iterable[NotebookNode]) -> NotebookNode:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    return new_notebook(cells=list(cells), metadata=kernel)


def _metadata(id: str, nbgrader: dict) -> dict:
    if not nbgrader:
        return {}
    return {"nbgrader": {"grade_id": id, "schema_version": 3, "task": False, **nbgrader}}


# The course. ----------------------------------------------------------------------------------------


def make_toy_course(root: Path) -> Path:
    """Write the toy course into `root` (made if missing) and return `root`."""
    write(module_toy(), root / "modules/01_toy/01_toy.ipynb")
    write(module_more(), root / "modules/02_more/02_more.ipynb")
    write(milestone_toy(), root / "milestones/01_1957_toy/01_1957_toy.ipynb")
    for facade, text in FACADES.items():
        path = root / "tinytorch" / facade
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return root


FACADES = {
    "__init__.py": '"""The toy\'s package."""\n',
    "core/__init__.py": "",
    "toys.py": '"""PyTorch would call it so."""\n\nfrom tinytorch.core.toy import Affine as Affine\n',
}


def module_toy() -> NotebookNode:
    """01: two functions and a class."""
    return notebook(
        [
            prose(
                "title",
                """
                # 01 Toy: doubling and halving

                You will be able to double and to halve.

                | part | yours to write | minutes |
                | --- | --- | --- |
                | doubling | `double` | 3 |
                | halving | `halve` | 2 |

                20 points are graded automatically, 10 of them by checks that you do not see; 2 by a
                person.
                """,
            ),
            locked("setup", 'from autograder.checks import begin, check, given\n\nbegin("01_toy")'),
            locked("default_exp", "#| default_exp core.toy"),
            locked("imports", "#| export\nfrom __future__ import annotations\n\nimport numpy as np"),
            prose("about_double", "## Doubling\n\nTwice a thing is the thing and the thing again."),
            solution(
                "double",
                '''
                #| export
                def double(x):
                    """Twice `x`, a number or an array."""
                    ### BEGIN SOLUTION
                    return x + x
                    ### END SOLUTION
                ''',
            ),
            code("demo_double", "double(21)"),
            graded(
                "check_double",
                4,
                """
                # A number and a vector.
                check.equal("doubles a number", double(3), 6, hint="Add it to itself.")
                check.equal("doubles a vector", double(np.array([1.0, 2.0])), [2.0, 4.0], weight=3)
                """,
            ),
            graded(
                "hidden_double",
                4,
                """
                # The grader checks any shape
                ### BEGIN HIDDEN TESTS
                x = given.normal("x", (2, 3))
                check.value("doubles any shape", double(x), hint="Do not loop over one axis.")
                ### END HIDDEN TESTS
                """,
            ),
            solution(
                "affine",
                '''
                #| export
                class Affine:
                    """`scale * x + shift`."""

                    def __init__(self, scale, shift):
                        self.scale, self.shift = scale, shift

                    def __call__(self, x):
                        ### BEGIN SOLUTION
                        return self.scale * x + self.shift
                        ### END SOLUTION
                ''',
            ),
            graded(
                "check_affine",
                4,
                'check.equal("scales and shifts", Affine(2.0, 1.0)(3.0), 7.0, hint="Scale first.")',
            ),
            graded(
                "hidden_affine",
                4,
                """
                # The grader checks arrays for scale and shift
                ### BEGIN HIDDEN TESTS
                scale, shift = given.normal("scale", (3,)), given.normal("shift", (3,))
                u = given.uniform("u", (2, 3))
                check.value("broadcasts", Affine(scale, shift)(u), rtol=1e-4, hint="Shapes.")
                ### END HIDDEN TESTS
                """,
            ),
            solution(
                "halve",
                '''
                #| export
                def halve(n):
                    """Half of the even number `n`, n → n/2; an odd one is refused."""
                    if isinstance(n, float):
                        raise TypeError("halve takes an integer")
                    ### BEGIN SOLUTION
                    if n % 2:
                        raise ValueError(f"expected an even number, got {n}; try double first")
                    return n // 2
                    ### END SOLUTION
                ''',
            ),
            graded(
                "check_halve",
                2,
                """
                check.equal("halves", halve(8), 4, hint="Integer division.")
                check.raises("refuses an odd number", lambda: halve(3), ValueError, mentions=["3"])
                """,
            ),
            graded(
                "hidden_halve",
                2,
                """
                # The grader checks other numbers
                ### BEGIN HIDDEN TESTS
                n = int(given.integers("n", (), 1000, 2000)) * 2
                check.value("halves a large number", halve(n), hint="Integer division.")
                check.raises("refuses a large odd number", lambda: halve(n + 1), ValueError, hint="All.")
                ### END HIDDEN TESTS
                """,
            ),
            prose("about_reflection", "What is half of a doubled number, and why? Two sentences."),
            reflection("reflection", 2, "The number itself. Halving undoes doubling."),
            prose("summary", "Save, then run `autograder export 01_toy` in a terminal."),
        ]
    )


def module_more() -> NotebookNode:
    """02: builds on what 01 exports."""
    return notebook(
        [
            prose(
                "title",
                """
                # 02 More: fourfold

                20 points are graded automatically, 8 of them by checks that you do not see; 2 by a person.
                """,
            ),
            locked("setup", 'from autograder.checks import begin, check, given\n\nbegin("02_more")'),
            locked("default_exp", "#| default_exp core.more"),
            locked(
                "imports",
                """
                #| export
                from __future__ import annotations

                from tinytorch.core.toy import double
                """,
            ),
            solution(
                "fourfold",
                '''
                #| export
                def fourfold(x):
                    """Four times `x`, by doubling twice."""
                    ### BEGIN SOLUTION
                    return double(double(x))
                    ### END SOLUTION
                ''',
            ),
            graded("check_fourfold", 12, 'check.equal("four times", fourfold(5), 20, hint="Double twice.")'),
            graded(
                "hidden_fourfold",
                8,
                """
                # The grader checks an array
                ### BEGIN HIDDEN TESTS
                check.value("four times an array", fourfold(given.normal("y", (4, 2))), hint="Double twice.")
                ### END HIDDEN TESTS
                """,
            ),
            prose("about_reflection", "Why did you not write `4 * x`?"),
            reflection("reflection", 2, "Because what is written once cannot drift."),
        ]
    )


def milestone_toy() -> NotebookNode:
    """A milestone: exports nothing, uses the student's own package."""
    return notebook(
        [
            prose(
                "title",
                """
                # 1957 Toy: sixteenfold

                10 points are graded automatically, 5 of them by checks that you do not see.
                """,
            ),
            locked(
                "setup",
                """
                from autograder.checks import begin, check, given

                begin("01_1957_toy", after="02_more")
                """,
            ),
            locked("imports", "from tinytorch.core.more import fourfold\nfrom tinytorch.toys import Affine"),
            solution(
                "sixteenfold",
                '''
                def sixteenfold(x):
                    """Sixteen times `x`."""
                    ### BEGIN SOLUTION
                    return Affine(1, 0)(fourfold(fourfold(x)))
                    ### END SOLUTION
                ''',
            ),
            graded("check_sixteen", 5, 'check.equal("sixteen times", sixteenfold(2), 32, hint="Twice.")'),
            graded(
                "hidden_sixteen",
                5,
                """
                # The grader checks an array
                ### BEGIN HIDDEN TESTS
                check.value("sixteen times an array", sixteenfold(given.normal("z", (3,))), hint="Twice.")
                ### END HIDDEN TESTS
                """,
            ),
        ]
    )


# What a student hands in. ---------------------------------------------------------------------------


def reference(root: Path, assignment: str) -> NotebookNode:
    """A perfect submission: the solutions, without the hidden tests."""
    nb = nbformat.read(source(root, assignment), as_version=4)
    for cell in nb.cells:
        cell.source = _without(cell.source, "HIDDEN TESTS")
    return nb


def draft(root: Path, assignment: str) -> NotebookNode:
    """The notebook before it became an assignment: what it exports, all of it given."""
    nb = reference(root, assignment)
    nb.cells = [cell for cell in nb.cells if not cell.metadata.get("nbgrader", {}).get("grade")]
    for cell in nb.cells:
        cell.source = re.sub(r" *### (BEGIN|END) SOLUTION\n?", "", cell.source)
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(solution=False, locked=True)
    return nb


def blank(root: Path, assignment: str) -> NotebookNode:
    """A submission in which nothing was written."""
    nb = reference(root, assignment)
    for cell in nb.cells:
        cell.source = _without(cell.source, "SOLUTION", 'raise NotImplementedError("yours to write")')
        if cell.cell_type == "markdown" and cell.metadata.get("nbgrader"):
            cell.source = "YOUR ANSWER HERE"
    return nb


def edited(root: Path, assignment: str, *edits: tuple[str, str, str]) -> NotebookNode:
    """A perfect submission with `(cell id, old, new)` replaced; the old text occurs exactly once."""
    nb = reference(root, assignment)
    for id, old, new in edits:
        cell = next(cell for cell in nb.cells if cell.id == id)
        assert cell.source.count(old) == 1, f"{old!r} occurs {cell.source.count(old)} times in {id}"
        cell.source = cell.source.replace(old, new)
    return nb


def submit(root: Path, student: str, assignment: str, nb: NotebookNode) -> Path:
    """Write a submission to where nbgrader looks for it; return the notebook's path."""
    return write(nb, root / "submitted" / student / assignment / f"{assignment}.ipynb")


def source(root: Path, assignment: str) -> Path:
    """The author's notebook of a module or milestone."""
    return next(root.glob(f"m*/{assignment}/{assignment}.ipynb"))


def write(nb: NotebookNode, path: Path) -> Path:
    """Write a notebook as it is, damaged or not: `nbformat.write` would mend it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.v4.writes(nb) + "\n", encoding="utf-8", newline="\n")
    return path


def _without(text: str, region: str, instead: str = "") -> str:
    """The text without its BEGIN/END regions, each replaced by one line in its indentation."""
    kept, inside = [], False
    for line in text.splitlines():
        if line.strip() == f"### BEGIN {region}":
            inside = True
            if instead:
                kept.append(line[: len(line) - len(line.lstrip())] + instead)
        elif line.strip() == f"### END {region}":
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)
