"""What a test cell checks, and the source that the sandbox gets."""

from __future__ import annotations

import ast

import pytest

from autograder.course import CourseError
from autograder.course.testcell import parse, strip

CELL = '''
# Topic: the answer is 42
x = given.normal("x", (2, 3))
check.equal("same", f(x), [[1.5, 2.5]], rtol=0.125, hint="secret hint")
### BEGIN HIDDEN TESTS
check.value("hidden", f(2 * x), atol=0.25, weight=3)
check.raises("refuses", lambda: f(None), module.ShapeError, mentions=["(2, 3)", "f"])
check.refuses("refuses all", {"none": lambda: f(None)}, ShapeError, mentions=["(4, 5)"])
check.gradients("true", f, x, *more, rtol=0.0625)
check.trace("learns", training_trace(parameters, step, batches, 0.5), weight=7)
check.predicts("sees", f(x), split="grader", classes=(0, 1), at_least=0.875)
### END HIDDEN TESTS
'''


def test_every_check_is_read_with_its_statement_its_settings_and_whether_it_is_hidden() -> None:
    specs = {spec.name: spec for spec in parse(CELL)}
    assert [(spec.statement, spec.kind, spec.hidden) for spec in specs.values()] == [
        (1, "value", False),
        (2, "value", True),
        (3, "raises", True),
        (4, "refuses", True),
        (5, "gradients", True),
        (6, "trace", True),
        (7, "predicts", True),
    ]
    assert (specs["same"].rtol, specs["same"].hint, specs["hidden"].weight) == (0.125, "secret hint", 3)
    assert (specs["refuses"].exception, specs["refuses"].mentions) == ("ShapeError", ("(2, 3)", "f"))
    sees = specs["sees"]
    assert (sees.split, sees.classes, sees.at_least) == ("grader", (0, 1), 0.875)


def test_what_only_looks_like_the_end_of_a_line_hides_no_check_and_shows_none() -> None:
    odd = CELL.replace("# Topic", "# \f\u2028\x1c Topic")
    assert [spec.hidden for spec in parse(odd)] == [spec.hidden for spec in parse(CELL)]


def test_a_setting_that_the_author_leaves_out_is_the_default_of_the_check_itself() -> None:
    spec = parse('check.value("a", f(x))')[0]
    assert (spec.rtol, spec.atol, spec.weight) == (1e-5, 1e-6, 1)
    assert parse('check.trace("t", trace)')[0].rtol == 1e-4


def test_nothing_that_is_expected_is_left_in_the_source_for_the_sandbox() -> None:
    stripped = strip(CELL)
    expected = ["1.5", "0.125", "secret", "0.25", "3)", "Error", "mentions", "0.0625", "7", "grader"]
    expected += ["(4, 5)", "classes", "0.875", "42", "HIDDEN", "weight"]
    assert [text for text in expected if text in stripped.replace("(2, 3))", "")] == []


def test_the_statements_keep_their_places_and_the_evidence_stays() -> None:
    before, after = ast.parse(CELL).body, ast.parse(strip(CELL)).body
    assert [type(node) for node in before] == [type(node) for node in after]
    evidence = ["f(x)", "f(2 * x)", "lambda: f(None)", "{'none': lambda: f(None)}"]
    evidence += ["f, x, *more", "batches, 0.5)"]
    assert [text for text in evidence if text not in strip(CELL)] == []


def test_evidence_given_by_keyword_stays_and_an_expectation_given_by_position_goes() -> None:
    assert strip('check.equal(name="a", expected=1, actual=f())') == "check.equal(name='a', actual=f())"
    assert strip('check.raises("a", f, ValueError)') == "check.raises('a', f)"


def test_even_a_check_that_stands_where_none_may_is_stripped() -> None:
    assert "42" not in strip('check.raises("a", lambda: check.equal("b", f(), 42), TypeError)')


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ('for i in range(3):\n    check.value("a", i)', "line 2: expected one of check.equal"),
        ('ok = check.equal("a", 1, 1)', "line 1: expected one of"),
        ('c = check\nc.equal("a", 1, 1)', "line 1: expected one of"),
        ('check.equals("a", 1, 1)', "line 1: expected one of"),
        ('check.equal("a", 1)', "check.equal: expected is missing"),
        ('check.raises("a", f)', "check.raises: exception is missing"),
        ('check.predicts("a", p)', "check.predicts: at_least is missing"),
        ('check.equal("a", 1, expected)', "expected must be a literal, not expected"),
        ('check.equal("a", 1, np.ones(3))', r"expected must be a literal, not np.ones\(3\)"),
        ('check.equal("a", 1, {[]: 1})', r"line 1: check.equal: expected must be a literal, not {\[\]: 1}"),
        ('check.value("a", 1, rtol=tight)', "rtol must be a literal, not tight"),
        ('check.value("a", 1, rtol="1e-3")', "rtol must be a number, 0 or more, not '1e-3'"),
        ('check.value("a", 1, atol=-1)', "atol must be a number, 0 or more, not -1"),
        ('check.value("a", 1, weight=0)', "line 1: check.value: weight must be a positive number, not 0"),
        ('check.value("a", 1, weight="3")', "weight must be a positive number, not '3'"),
        ('check.value("a", 1, weight=True)', "weight must be a positive number, not True"),
        ('check.value("a", 1, weight=1e999)', "weight must be a positive number"),
        ('check.value({"a": 1}, 1)', "name must be a text, not {'a': 1}"),
        ('check.value("a", 1, hint=None)', "hint must be a text, not None"),
        ('check.raises("a", f, ValueError, mentions="(2, 3)")', "mentions must be a list of texts"),
        ('check.predicts("a", p, at_least=None)', "at_least must be a number, 0 or more"),
        ('check.predicts("a", p, at_least=1, classes=3)', "classes must be a list of integers, or None"),
        ("check.value(name, 1)", "name must be a literal, not name"),
        ('check.raises("a", f, "ValueError")', "exception must be the name of a class"),
        ('check.value("a", 1, tolerance=3)', "unexpected keyword argument 'tolerance'"),
        ('check.value("a", **settings)', "line 1"),
        ('check.value("a", 1', "line 1"),
        ("### BEGIN HIDDEN TESTS\n", "line 1: BEGIN HIDDEN TESTS without its END"),
    ],
)
def test_a_check_that_could_not_be_stripped_or_judged_is_refused_with_its_line(
    source: str, problem: str
) -> None:
    with pytest.raises(CourseError, match=problem):
        parse(source)
