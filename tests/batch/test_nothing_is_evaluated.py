"""No code out of a submission is ever run in the grader: not by us, and by no library that we call.

Looked at, and watched here together, by Python's own audit of what is executed: the export (nbdev evaluated
`__all__`), nbformat and its schemas, nbgrader's and nbconvert's steps, jinja (templates are the installed
ones; a notebook's text is data), mistune, pygments (a language names a lexer, which is a plug-in), traitlets
(a notebook's metadata set no trait), lark and `np.load` (neither sees a student's bytes), pickle and yaml
(nothing of a student's is in either), entry points.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import toy

from autograder.course import Course

MARK = "evil_4711"
WRITE = f"__import__('pathlib').Path('{MARK}').write_text('')"
# Reports each code object that is run and has the mark in it, and each such import; so do forked processes.
WATCH = f"""
import os, sys
def marked(code):
    return {MARK!r} in repr((code.co_consts, code.co_names)) or {MARK!r} in code.co_filename
def hook(event, arguments):
    if event == "exec" and marked(arguments[0]) or event == "import" and {MARK!r} in str(arguments[0]):
        os.write(2, b"EVALUATED " + event.encode() + repr(arguments).encode() + b"\\n")
sys.addaudithook(hook)
if sys.argv[1:] == ["prove"]:
    exec(compile("x = {MARK!r}", "x", "exec"))
    sys.exit()
from pathlib import Path
from autograder.batch.grade import grade
from autograder.course import Course
from autograder.report.results import write_results
course = Course(Path.cwd())
batches = grade(course, ["01_toy", "02_more", "01_1957_toy"])
write_results(course, batches, print)
print({{name: outcome.points for name, outcome in batches[2].outcomes.items()}})
print({{name: outcome.problems for name, outcome in batches[0].outcomes.items()}})
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WATCH, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=dict(os.environ))


def test_the_watch_sees_what_is_evaluated(tmp_path: Path) -> None:
    assert "EVALUATED exec" in run(tmp_path, "prove").stderr


@pytest.fixture
def course(released_course: Course) -> Course:
    """mallory writes to the grader wherever a text may stand; ann is honest."""
    root = released_course.root
    for name in ("01_toy", "02_more", "01_1957_toy"):
        toy.submit(root, "ann", name, toy.reference(root, name))
        evil = toy.reference(root, name)
        evil.metadata = {
            "kernelspec": {"name": MARK, "display_name": "{{" + WRITE + "}}", "language": MARK},
            "language_info": {"name": MARK, "pygments_lexer": MARK, "nbconvert_exporter": MARK},
            "nbdev": {"procs": MARK},
            "title": "{{" + WRITE + "}}",
        }
        exports = [
            toy.code("first", f'#| export\n"""\n__all__ = [{WRITE}]\n"""\n{MARK} = "{MARK}"'),
            toy.code(
                "second", f"#| export\n### BEGIN SOLUTION\n#| export core.{name[3:]}\n{MARK}_too = '{MARK}'"
            ),
            toy.code("third", f"#| exec_doc\n#| {MARK}\n%%{MARK}\n{{{{ {WRITE} }}}}"),
            toy.prose("fourth", f"{{{{ {WRITE} }}}} {{% import '{MARK}' %}}\n\n```{MARK}\n{WRITE}\n```"),
        ]
        evil.cells = [*exports[:1], *evil.cells, *exports[1:]]
        toy.submit(root, "mallory", name, evil)
        beside = root / "submitted/mallory" / name
        for file in ("nbgrader_config.py", "conftest.py", "sitecustomize.py", "numpy.py", f"{MARK}.py"):
            (beside / file).write_text(f"{MARK} = {WRITE}\n", encoding="utf-8")
        (beside / "timestamp.txt").write_text(f"2026-01-01 {WRITE}", encoding="utf-8")
    return released_course


def test_nothing_of_a_submission_is_run_in_the_grader(course: Course) -> None:
    ran = run(course.root)
    assert "EVALUATED" not in ran.stderr
    assert ran.returncode == 0, ran.stderr
    assert "'ann': 10.0" in ran.stdout and "'mallory': " in ran.stdout
    assert not [path for path in course.root.rglob(f"*{MARK}*") if "submitted" not in path.parts]
