"""Damage costs at most the submission that has it, and is said in words.

Harmless damage costs nothing: what is graded is then, cell for cell, what an undamaged submission has.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import toy
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course import Assignment, Course
from autograder.intake import HandedIn, Intake, intake
from autograder.release.stubs import stub

Document = dict


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return Course(toy.make_toy_course(tmp_path_factory.mktemp("course"))).assignment("01_toy")


@pytest.fixture(scope="module")
def perfect(assignment: Assignment) -> Document:
    """A perfect submission, as JSON has it."""
    return json.loads(json.dumps(toy.reference(assignment.course.root, assignment.name)))


def take_in(document: object, assignment: Assignment, folder: Path) -> Intake:
    path = folder / "01_toy.ipynb"
    path.write_text(json.dumps(document), encoding="utf-8")
    return intake(HandedIn(path.parent, path), assignment)


def graded_cells(result: Intake) -> list[tuple]:
    """All that grading depends on: nbgrader's cells in order, their sources and their settings."""
    assert result.notebook is not None, result.problems
    return [
        (cell.id, cell.cell_type, cell.source, cell.metadata)
        for cell in result.notebook.cells
        if "nbgrader" in cell.metadata
    ]


def cell(document: Document, id: str) -> dict:
    return next(cell for cell in document["cells"] if cell["id"] == id)


def nbgrader_cells(document: Document) -> Iterator[dict]:
    return (cell["metadata"]["nbgrader"] for cell in document["cells"] if cell["metadata"])


# Damage that costs nothing. -------------------------------------------------------------------------


def cell_copied(document):
    document["cells"].append(copy.deepcopy(cell(document, "double")) | {"id": "a1b2"})


def cell_copied_and_broken(document):
    again = copy.deepcopy(cell(document, "double")) | {"id": "a1b2"}
    document["cells"].append(again | {"source": again["source"].replace("x + x", "x")})


def stub_copied_above(document):
    blank = stub(cell(document, "double")["source"], "01_toy.ipynb")
    document["cells"].insert(0, copy.deepcopy(cell(document, "double")) | {"id": "a1b2", "source": blank})


def check_copied(document):
    document["cells"].insert(0, copy.deepcopy(cell(document, "check_double")) | {"id": "a1b2"})


def every_cell_twice(document):
    document["cells"] = [c for c in document["cells"] for c in (c, copy.deepcopy(c))]


def notebook_after_itself(document):
    again = copy.deepcopy(document["cells"])
    document["cells"] += [each | {"id": f"again{number}"} for number, each in enumerate(again)]


def solved_below_its_stub(document):
    solved = cell(document, "double")
    again = copy.deepcopy(solved) | {"id": "a1b2"}
    document["cells"].insert(document["cells"].index(solved) + 1, again)
    solved["source"] = stub(solved["source"], "01_toy.ipynb")


def solved_in_a_cell_of_ones_own(document):
    solved_below_its_stub(document)
    next(each for each in document["cells"] if each["id"] == "a1b2")["metadata"] = {}


def check_deleted(document):
    document["cells"].remove(cell(document, "check_double"))


def setup_deleted(document):
    document["cells"].remove(cell(document, "setup"))


def check_rewritten(document):
    cell(document, "check_double")["source"] = "check.equal('doubles a number', 6, 6)"


def given_code_rewritten(document):
    cell(document, "imports")["source"] = "#| export\nimport os as np"


def one_metadata_stripped(document):
    cell(document, "double")["metadata"] = {}


def all_metadata_stripped(document):
    for each in document["cells"]:
        each["metadata"] = {}


def metadata_and_ids_stripped(document):
    document["nbformat_minor"] = 4
    for each in document["cells"]:
        each["metadata"] = {}
        del each["id"]


def ids_all_the_same(document):
    for each in document["cells"]:
        each["id"] = "same"


def newer_schema(document):
    for settings_ in nbgrader_cells(document):
        settings_["schema_version"] = 99


def older_schema(document):
    for settings_ in nbgrader_cells(document):
        settings_["schema_version"] = 1
        del settings_["task"]


def points_raised(document):
    cell(document, "check_double")["metadata"]["nbgrader"]["points"] = 1000


def flags_flipped(document):
    for settings_ in nbgrader_cells(document):
        settings_.update(
            grade=not settings_["grade"], solution=not settings_["solution"], locked=not settings_["locked"]
        )


def unknown_grade_id(document):
    document["cells"].append(toy.graded("bonus", 50, "pass"))


def grade_id_not_text(document):
    cell(document, "double")["metadata"]["nbgrader"]["grade_id"] = ["double"]


def metadata_absurd(document):
    cell(document, "double")["metadata"] = "nbgrader"
    cell(document, "affine")["metadata"] = {"nbgrader": [1, {"grade": {}}], "tags": 7}
    document["metadata"] = {"kernelspec": 5, "language_info": [None], "widgets": {"x": "y"}}


def metadata_deep(document):
    nested: list = []
    for _ in range(400):
        nested = [nested]
    cell(document, "double")["metadata"]["nbgrader"]["points"] = nested


def reversed_order(document):
    document["cells"].reverse()


def check_before_solution(document):
    document["cells"].insert(2, document["cells"].pop(document["cells"].index(cell(document, "check_halve"))))


def solution_became_markdown(document):
    cell(document, "double")["cell_type"] = "markdown"


def solution_became_raw(document):
    cell(document, "double").update(cell_type="raw", metadata={"format": "text/html"})


def cell_type_unknown(document):
    cell(document, "double")["cell_type"] = "spreadsheet"


def source_of_a_test_is_a_number(document):
    cell(document, "check_double")["source"] = 12


def cells_that_are_none(document):
    document["cells"][3:3] = [None, 5, "cell", []]


def foreign_kernel(document):
    document["metadata"]["kernelspec"] = {"name": "evil", "language": "R", "display_name": "<b>"}


# Damage -> a part of the sentence that names it; "" where there is nothing that anyone must know.
HARMLESS: dict[Callable[[Document], None], str] = {
    cell_copied: "cell 'double' appears twice; the first one was graded",
    cell_copied_and_broken: "cell 'double' appears twice; the first one was graded",
    stub_copied_above: "cell 'double' appears twice; the first one with an answer was graded",
    check_copied: "cell 'check_double' appears twice",
    every_cell_twice: "each appears more than once; the first one with an answer was graded",
    notebook_after_itself: "each appears more than once; the first one with an answer was graded",
    solved_below_its_stub: "cell 'double' appears twice; the first one with an answer was graded",
    solved_in_a_cell_of_ones_own: "cell 'double' appears twice; the first one with an answer was graded",
    check_deleted: "cell 'check_double' was missing and was put back",
    setup_deleted: "cell 'setup' was missing and was put back",
    check_rewritten: "cell 'check_double' is not yours to change and was put back as released",
    given_code_rewritten: "cell 'imports' is not yours to change and was put back as released",
    one_metadata_stripped: "cell 'double' has changed or lost nbgrader's metadata, which was restored",
    all_metadata_stripped: "each has changed or lost nbgrader's metadata, which was restored",
    metadata_and_ids_stripped: "each has lost its id and was recognised by what it says",
    ids_all_the_same: "",
    newer_schema: "each has changed or lost nbgrader's metadata, which was restored",
    older_schema: "each has changed or lost nbgrader's metadata, which was restored",
    points_raised: "cell 'check_double' has changed or lost nbgrader's metadata, which was restored",
    flags_flipped: "each has changed or lost nbgrader's metadata, which was restored",
    unknown_grade_id: "cell 'bonus' is unknown to this assignment and counts as a cell of your own",
    grade_id_not_text: "cell 'double' has changed or lost nbgrader's metadata, which was restored",
    metadata_absurd: "cells 'double', 'affine': each has changed or lost nbgrader's metadata",
    metadata_deep: "cell 'double' has changed or lost nbgrader's metadata, which was restored",
    reversed_order: "the cells are not in the assignment's order; they were put back into it",
    check_before_solution: "the cells are not in the assignment's order; they were put back into it",
    solution_became_markdown: "cell 'double' has changed its type, which was changed back",
    solution_became_raw: "cell 'double' has changed its type, which was changed back",
    cell_type_unknown: "cell 'double' has changed its type, which was changed back",
    source_of_a_test_is_a_number: "cell 'check_double' is not yours to change",
    cells_that_are_none: "",
    foreign_kernel: "",
}


@pytest.mark.parametrize(("damage", "sentence"), HARMLESS.items(), ids=lambda x: getattr(x, "__name__", ""))
def test_harmless_damage_costs_no_point_and_is_said(damage, sentence, assignment, perfect, tmp_path):
    undamaged = take_in(perfect, assignment, tmp_path)
    assert undamaged.problems == []
    document = copy.deepcopy(perfect)
    damage(document)
    result = take_in(document, assignment, tmp_path)
    assert graded_cells(result) == graded_cells(undamaged)
    assert any(sentence in problem for problem in result.problems) or not sentence, result.problems


def test_the_released_form_holds_no_solution_and_no_hidden_test(assignment, perfect, tmp_path):
    perfect = copy.deepcopy(perfect)
    for id in ("check_double", "hidden_double", "affine"):
        perfect["cells"].remove(cell(perfect, id))
    result = take_in(perfect, assignment, tmp_path)
    sources = {id: source for id, _, source, _ in graded_cells(result)}
    assert "check.value" not in sources["hidden_double"]
    assert "Affine.__call__ is yours to write" in sources["affine"]
    assert "cell 'affine' is missing and counts as not written" in result.problems


def test_a_recognised_cell_does_not_run_twice(assignment, perfect, tmp_path):
    document = copy.deepcopy(perfect)
    metadata_and_ids_stripped(document)
    cells = take_in(document, assignment, tmp_path).notebook.cells
    assert [cell.source for cell in cells] == [cell["source"] for cell in perfect["cells"]]


@pytest.mark.parametrize("source", [5, None, ["a", 5], {"text": "x"}])
def test_an_answer_that_is_no_text_is_empty_and_said(source, assignment, perfect, tmp_path):
    document = copy.deepcopy(perfect)
    cell(document, "double")["source"] = source
    result = take_in(document, assignment, tmp_path)
    assert {id: source for id, _, source, _ in graded_cells(result)}["double"] == ""
    assert "cell 'double' holds something else than text and counts as empty" in result.problems


# The student's own cells. ---------------------------------------------------------------------------


def own(id: str, source: str) -> dict:
    return {"cell_type": "code", "id": id, "metadata": {}, "source": source, "outputs": []}


def test_own_cells_stay_where_they_are(assignment, perfect, tmp_path):
    document = copy.deepcopy(perfect)
    at = document["cells"].index(cell(document, "double"))
    document["cells"].insert(at + 1, own("mine", "double(1)"))
    document["cells"].insert(0, own("first", "1"))
    cells = take_in(document, assignment, tmp_path).notebook.cells
    ids = [cell.id for cell in cells]
    assert ids[0] == "first"
    assert ids[ids.index("double") + 1] == "mine"


def test_own_cells_carry_nothing_that_grading_or_pages_believe(assignment, perfect, tmp_path):
    document = copy.deepcopy(perfect)
    document["cells"] += [
        own("double", "a cell with the id of another"),
        own('"><script>', "an id that is markup") | {"metadata": {"tags": ["x"], "nbgrader": {"grade": 1}}},
        own("out", "1") | {"outputs": [{"output_type": "stream", "name": "stdout", "text": "full marks"}]},
        {"cell_type": "markdown", "source": "", "attachments": {"a.png": {"text/html": "x"}}},
    ]
    result = take_in(document, assignment, tmp_path)
    mine = result.notebook.cells[-4:]
    assert [cell.metadata for cell in mine] == [{}] * 4
    assert all(cell.get("outputs", []) == [] and "attachments" not in cell for cell in mine)
    ids = [cell.id for cell in result.notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(id.replace("-", "").replace("_", "").isalnum() for id in ids)


def test_a_pasted_picture_stays(assignment, perfect, tmp_path):
    document = copy.deepcopy(perfect)
    picture = {"a.png": {"image/png": "iVBORw0KGgo="}}
    document["cells"].append({"cell_type": "markdown", "source": "x", "attachments": picture, "metadata": {}})
    assert take_in(document, assignment, tmp_path).notebook.cells[-1].attachments == picture


def test_the_rest_of_a_split_cell_is_run(assignment, perfect, tmp_path):
    document = copy.deepcopy(perfect)
    whole = cell(document, "double")
    rest = copy.deepcopy(whole) | {"id": "a1b2", "source": "def helper(x):\n    return x"}
    document["cells"].insert(document["cells"].index(whole) + 1, rest)
    assert "def helper" in take_in(document, assignment, tmp_path).notebook.cells[6].source


def test_an_answer_without_names_is_found_by_its_place(assignment, perfect, tmp_path):
    document = copy.deepcopy(perfect)
    reflection = cell(document, "reflection")
    reflection.update(metadata={}, id="zz", source="Because it is.")
    sources = {id: source for id, _, source, _ in graded_cells(take_in(document, assignment, tmp_path))}
    assert sources["reflection"] == "Because it is."


@pytest.mark.parametrize("renamed", [False, True])
def test_a_deleted_answer_takes_no_text_that_was_released(renamed, assignment, perfect, tmp_path):
    document = copy.deepcopy(perfect)
    at = document["cells"].index(cell(document, "reflection"))
    assert document["cells"].pop(at + 1)["id"] == "summary"
    document["cells"][at] = toy.prose("new" if renamed else "summary", perfect["cells"][at + 1]["source"])
    if not renamed:
        document["cells"][at]["source"] += " A note of my own."
    result = take_in(document, assignment, tmp_path)
    assert "cell 'reflection' is missing and counts as not written" in result.problems


def test_a_notebook_pasted_after_itself_is_said_in_one_sentence(assignment, perfect, tmp_path):
    document = copy.deepcopy(perfect)
    notebook_after_itself(document)
    assert len(take_in(document, assignment, tmp_path).problems) == 1


def test_lone_surrogates_and_windows_line_ends_can_be_written(assignment, perfect, tmp_path):
    document = copy.deepcopy(perfect)
    cell(document, "double")["source"] = "#| export\r\ndef double(x):\r\n    return x + x  # \ud800"
    sources = {id: source for id, _, source, _ in graded_cells(take_in(document, assignment, tmp_path))}
    assert sources["double"] == "#| export\ndef double(x):\n    return x + x  # ?"


# Older formats. -------------------------------------------------------------------------------------


def test_a_notebook_of_version_3_is_upgraded(assignment, perfect, tmp_path):
    cells = [
        {
            "cell_type": each["cell_type"],
            "metadata": each["metadata"],
            ("input" if each["cell_type"] == "code" else "source"): each["source"],
            **({"outputs": [], "language": "python"} if each["cell_type"] == "code" else {}),
        }
        for each in perfect["cells"]
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    result = take_in(old, assignment, tmp_path)
    assert graded_cells(result) == graded_cells(take_in(perfect, assignment, tmp_path))


@pytest.mark.parametrize("version", [None, 0, 5, "four", {"major": 4}])
def test_a_version_that_does_not_exist_costs_nothing(version, assignment, perfect, tmp_path):
    result = take_in(perfect | {"nbformat": version}, assignment, tmp_path)
    assert graded_cells(result) == graded_cells(take_in(perfect, assignment, tmp_path))


# Damage that leaves nothing to grade. ---------------------------------------------------------------


NOT_GRADABLE = {
    "empty": (b"", "the file is empty"),
    "cut": (b'{"cells": [', "is not JSON (line 1, column 12"),
    "merge conflict": (b"<<<<<<< HEAD\n{}", "is not JSON (line 1, column 1"),
    "binary": (bytes(range(256)), "is not"),
    "latin-1": ('{"cells": ["\xe9"]}'.encode("latin-1"), "is not UTF-8 text"),
    "deep": (b'{"cells":' + b"[" * 200_000 + b"]" * 200_000 + b"}", "too deep"),
    "long number": (b'{"cells": ' + b"9" * 10_000 + b"}", "numbers too long"),
    "number": (b"4", "not a notebook: it has no list of cells"),
    "list": (b"[]", "not a notebook: it has no list of cells"),
    "cells are text": (b'{"cells": "x"}', "not a notebook: it has no list of cells"),
    "old and broken": (b'{"worksheets": 5, "nbformat": 3}', "could not be upgraded"),
    "no cells": (b'{"cells": []}', "has no cells"),
    "many cells": (b'{"cells": [' + b"{}," * 5_000 + b"{}]}", "has 5,001 cells"),
    "many values": (b"[" + b"0," * 1_100_000 + b"0]", "holds more than 1,000,000 values"),
    "much text": (json.dumps({"cells": [{"source": "x" * 1_500_000}]}).encode(), "hold 1,500,000 characters"),
    "too large": (b" " * 20_000_001, "20,000,001 bytes; expected at most 20,000,000"),
    "another notebook": (b'{"cells": [{"source": "hello"}]}', "is it another notebook?"),
}


@pytest.mark.parametrize("case", NOT_GRADABLE)
def test_what_cannot_be_graded_says_why(case, assignment, tmp_path):
    data, reason = NOT_GRADABLE[case]
    path = tmp_path / "01_toy.ipynb"
    path.write_bytes(data)
    result = intake(HandedIn(path.parent, path), assignment)
    assert result.notebook is None
    assert reason in result.problems[-1]
    assert path.read_bytes() == data


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_editors_encodings_cost_nothing(encoding, assignment, perfect, tmp_path):
    path = tmp_path / "01_toy.ipynb"
    text = json.dumps(perfect, indent=1, ensure_ascii=False).replace("\n", "\r\n")
    path.write_bytes(text.encode(encoding))
    result = intake(HandedIn(path.parent, path), assignment)
    assert graded_cells(result) == graded_cells(take_in(perfect, assignment, tmp_path))


# Anything at all. -----------------------------------------------------------------------------------

TEXT = st.text(max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_value_anywhere_raises_or_changes_what_is_given(data, assignment, perfect, tmp_path_factory):
    document = copy.deepcopy(perfect)
    for _ in range(data.draw(st.integers(1, 4))):
        place: dict | list = document
        while True:
            key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
            if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.integers(0, 5)) == 0:
                break
            place = place[key]
        place[key] = data.draw(JSON)
        if not isinstance(document.get("cells"), list) or not document["cells"]:
            break
    result = take_in(document, assignment, tmp_path_factory.mktemp("any"))
    if result.notebook is None:
        assert result.problems
        return
    reference = take_in(perfect, assignment, tmp_path_factory.mktemp("perfect"))
    for (id, kind, source, settings_), expected in zip(
        graded_cells(result), graded_cells(reference), strict=True
    ):
        assert (id, kind, settings_) == (expected[0], expected[1], expected[3])
        assert settings_["nbgrader"]["solution"] or source == expected[2]
