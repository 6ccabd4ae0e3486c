"""A notebook runs as in Jupyter: what works for the student works when graded."""

from __future__ import annotations

import pytest
from rooms import Room, text

CELLS = {
    "print": ("print('a'); print('b')", "a\nb\n"),
    "last expression": ("1 + 1", "2"),
    "semicolon": ("1 + 1;", ""),
    "await": ("import asyncio\nawait asyncio.sleep(0, 'slept')", "'slept'"),
    "asyncio.run": ("asyncio.run(asyncio.sleep(0, 'slept'))", "'slept'"),
    "time": ("%%time\nx = 1", "Wall time"),
    "bash": ("%%bash\necho from bash", "from bash\n"),
    "shell escape": ("!echo from the shell", "from the shell"),
    "child process": ("import subprocess; subprocess.run(['echo', 'past sys.stdout']);", "past sys.stdout\n"),
    "capture": ("%%capture captured\nprint('kept')", ""),
    "captured": ("captured.stdout", "'kept\\n'"),
    "threads": (
        "import threading\nt = threading.Thread(target=print, args=['thread']); t.start(); t.join()",
        "thread\n",
    ),
    "processes": (
        "import multiprocessing\nwith multiprocessing.Pool(2) as pool: print(pool.map(abs, [-1, -2]))",
        "[1, 2]\n",
    ),
    "input": ("input('name?')", "EOFError"),
    "exit": ("exit()", ""),
    "after exit": ("'still here'", "'still here'"),
    "home": ("from pathlib import Path; (Path.home() / 'x').write_text('four')", "4"),
    "temporary file": ("import tempfile; tempfile.NamedTemporaryFile().write(b'abc')", "3"),
    "own module": ("Path('mine.py').write_text('x = 5'); import mine; mine.x", "5"),
    "shadows nothing": (
        "Path('tabnanny.py').write_text('raise Exception'); import tabnanny; tabnanny.__file__",
        "/lib/",
    ),
    "progress bar": (
        "import sys\nfor n in range(3): sys.stderr.write(f'\\r{n}/2'); sys.stderr.flush()",
        "2/2",
    ),
    "main": ("__name__", "'__main__'"),
    "empty": ("", ""),
    "one BLAS thread": ("import os; os.environ['OPENBLAS_NUM_THREADS']", "'1'"),
}


@pytest.fixture(scope="module")
def cells(room: Room) -> dict[str, str]:
    """What each of CELLS shows, all in one notebook."""
    run = room.run(*(source for source, _ in CELLS.values()))
    assert run.ended == "finished"
    return {name: text(run, f"s{n}") for n, name in enumerate(CELLS)}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_shows_what_it_shows_in_jupyter(cells: dict[str, str], name: str) -> None:
    expected = CELLS[name][1]
    assert cells[name] == expected or (expected != "" and expected in cells[name])


def test_a_picture_comes_out_with_and_without_the_magic(room: Room) -> None:
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    run = room.run(draw, f"%matplotlib inline\n{draw}\nplt.show()")
    for cell in "s0", "s1":
        (output,) = run.outputs[cell]
        assert output.output_type == "display_data" and output.data["image/png"].startswith("iVBORw0KGgo")


def test_rich_values_errors_and_updates_are_notebook_outputs(room: Room) -> None:
    rich = "class Rich:\n    def _repr_html_(self): return '<b>rich</b>'\nRich()"
    update = (
        "from IPython.display import clear_output, display\nprint('gone'); clear_output()\n"
        "handle = display('first', display_id=True); handle.update('second'); display('third')"
    )
    run = room.run(rich, update, "1 / 0")
    (result,) = run.outputs["s0"]
    assert (result.output_type, result.data["text/html"]) == ("execute_result", "<b>rich</b>")
    assert [output.data["text/plain"] for output in run.outputs["s1"]] == ["'second'", "'third'"]
    (error,) = run.outputs["s2"]
    assert (error.output_type, error.ename, error.evalue) == (
        "error",
        "ZeroDivisionError",
        "division by zero",
    )
    assert any("ZeroDivisionError" in line for line in error.traceback)


def test_text_keeps_its_place_among_other_outputs(room: Room) -> None:
    run = room.run("import sys\nprint('a'); print('b', file=sys.stderr); display(1); print('c')")
    assert [output.output_type for output in run.outputs["s0"]] == [
        "stream",
        "stream",
        "display_data",
        "stream",
    ]


def test_no_notebook_changes_the_next(room: Room) -> None:
    room.run("import numpy; numpy.add = None; numpy.random.seed(1); x = 1")
    assert room.printed("import numpy; print(numpy.add(1, 2), 'x' in globals())") == "3 False\n"
