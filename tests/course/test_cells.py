"""Which kind of cell it is, by what nbgrader's metadata say."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell

from autograder.course.cells import is_manual, is_solution, is_test, settings


@pytest.mark.parametrize("known", [None, [], "solution"])
def test_a_cell_whose_nbgrader_metadata_is_no_table_is_an_ordinary_cell(known):
    cell = new_code_cell("x = 1", metadata={"nbgrader": known})
    assert settings(cell) == {}
    assert not is_test(cell) and not is_solution(cell) and not is_manual(cell)
