"""What a test cell checks, read from its source; and that source without what it expects."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any, TypeGuard, cast

from autograder.checks import check
from autograder.checks.answers import Kind
from autograder.course.cells import regions
from autograder.course.error import CourseError
from autograder.course.syntax import parse_python

# Of the points of a cell that has both kinds: what can be seen can be learned by heart.
VISIBLE_SHARE = 0.3
GRADER_CHECKS = "# The grader checks "  # and the topic: the line above a hidden region, which students keep

# What each check hands over to the grader. All its other arguments say what is expected.
EVIDENCE = {
    "equal": ("actual",),
    "value": ("actual",),
    "raises": ("call",),
    "refuses": ("calls",),
    "gradients": ("f", "inputs"),
    "trace": ("trace",),
    "predicts": ("predictions",),
}
REQUIRED = {
    "equal": ("expected",),
    "raises": ("exception",),
    "refuses": ("exception",),
    "predicts": ("at_least",),
}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return type(value) is tuple and all(map(_is_text, value))


def _is_size(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value < inf


# What a setting must be, in words and as a test. `expected` may be any literal.
MUST_BE: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "name": ("a text", _is_text),
    "hint": ("a text", _is_text),
    "split": ("a text", _is_text),
    "weight": ("a positive number", lambda value: _is_size(value) and value > 0),
    "rtol": ("a number, 0 or more", _is_size),
    "atol": ("a number, 0 or more", _is_size),
    "at_least": ("a number, 0 or more", _is_size),
    "exempt": ("a list of texts", _is_texts),
    "mentions": ("a list of texts", _is_texts),
    "classes": (
        "a list of integers, or None",
        lambda value: value is None or (type(value) is tuple and all(type(item) is int for item in value)),
    ),
}


@dataclass(frozen=True)
class CheckSpec:
    """One check as its author wrote it.

    statement: the index of its statement at the top level of the cell.
    hidden: whether it stands between the hidden-test markers.
    A setting that this kind of check does not have is zero or empty.
    """

    name: str
    kind: Kind
    statement: int
    weight: float = 1.0
    hint: str = ""
    hidden: bool = False
    rtol: float = 0.0
    atol: float = 0.0
    exception: str = ""
    mentions: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    at_least: float = 0.0
    split: str = ""
    classes: tuple[int, ...] | None = None


@dataclass(frozen=True)
class TestCell:
    """A graded code cell."""

    id: str
    source: str
    points: float
    checks: tuple[CheckSpec, ...]

    @cached_property
    def worth(self) -> dict[str, float]:
        """Each check's points, by its name."""
        return dict(zip((spec.name for spec in self.checks), shares(self.checks, self.points), strict=True))

    @cached_property
    def stripped(self) -> str:
        """The source as the sandbox gets it."""
        return strip(self.source)


def shares(checks: Sequence[CheckSpec], points: float, *, more_hidden: bool = False) -> list[float]:
    """Each check's part of its cell's points, in proportion to the weights.

    Where a cell has visible and hidden checks, the visible ones share `VISIBLE_SHARE` of the points.
    more_hidden: whether it has hidden ones that are not among `checks`, as on a student's machine.
    """
    kinds = {spec.hidden for spec in checks} | ({True} if more_hidden else set())
    parts = {True: 1 - VISIBLE_SHARE, False: VISIBLE_SHARE} if len(kinds) > 1 else dict.fromkeys(kinds, 1.0)
    total = {hidden: sum(spec.weight for spec in checks if spec.hidden == hidden) for hidden in kinds}
    return [points * parts[spec.hidden] * spec.weight / total[spec.hidden] for spec in checks]


def has_more(source: str) -> bool:
    """Whether a comment says that the grader has checks of this cell: all that students see of them."""
    return any(line.startswith(GRADER_CHECKS) for line in source.split("\n"))


def parse(source: str) -> tuple[CheckSpec, ...]:
    """The checks of a test cell, in order.

    Raises CourseError, with the line, if a check is not a statement of its own at the top level, has an
    argument too few, too many or misspelt, or has a setting that is not a literal or not of its type.
    """
    tree = _tree(source)
    _refuse_elsewhere(tree)
    hidden = regions(source, "HIDDEN TESTS")
    return tuple(
        _spec(index, statement.value, any(begin < statement.lineno < end for begin, end in hidden))
        for index, statement in enumerate(tree.body)
        if isinstance(statement, ast.Expr) and _is_check(statement.value)
    )


def strip(source: str) -> str:
    """The source without expected values, tolerances, hints, weights and comments.

    The statements and their order stay, so that indices mean the same.
    """
    return ast.unparse(_Strip().visit(_tree(source)))


class _Strip(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if _is_check(node):
            keep = ("name", *EVIDENCE[_verb(node)])
            positional = len(node.args) if "inputs" in keep else len(keep)
            node.args = node.args[:positional]
            node.keywords = [keyword for keyword in node.keywords if keyword.arg in keep]
        return node


def _tree(source: str) -> ast.Module:
    try:
        return parse_python(source)
    except SyntaxError as error:
        raise CourseError(f"line {error.lineno}: {error.msg}") from error


def _is_check(node: ast.AST) -> TypeGuard[ast.Call]:
    """`check.equal(...)` and its like."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "check"
        and node.func.attr in EVIDENCE
    )


def _verb(call: ast.Call) -> str:
    return cast(ast.Attribute, call.func).attr


def _refuse_elsewhere(tree: ast.Module) -> None:
    """An expectation can be removed only where it is seen: in a check that is a statement of its own."""
    calls = [s.value for s in tree.body if isinstance(s, ast.Expr) and _is_check(s.value)]
    seen = {id(cast(ast.Attribute, call.func).value) for call in calls}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "check" and id(node) not in seen:
            raise CourseError(
                f"line {node.lineno}: expected one of {', '.join(f'check.{verb}(...)' for verb in EVIDENCE)} "
                "as a statement of its own at the top level of the cell"
            )


def _spec(index: int, call: ast.Call, hidden: bool) -> CheckSpec:
    verb = _verb(call)
    settings = _settings(verb, call)
    settings.pop("expected", None)
    kind: Kind = "value" if verb == "equal" else cast(Kind, verb)
    return CheckSpec(kind=kind, statement=index, hidden=hidden, **settings)


def _settings(verb: str, call: ast.Call) -> dict[str, Any]:
    """The name and what is expected, with the defaults of the check itself for what the author left out."""
    where = f"line {call.lineno}: check.{verb}"
    signature = inspect.signature(getattr(check, verb))
    try:
        given = signature.bind(*call.args, **{str(keyword.arg): keyword.value for keyword in call.keywords})
    except TypeError as error:
        raise CourseError(f"{where}: {error}") from error
    for required in REQUIRED.get(verb, ()):
        if required not in given.arguments:
            raise CourseError(f"{where}: {required} is missing")
    return {
        parameter.name: _setting(parameter.name, given.arguments[parameter.name], where)
        if parameter.name in given.arguments
        else parameter.default
        for parameter in signature.parameters.values()
        if parameter.name not in EVIDENCE[verb]
    }


def _setting(name: str, node: ast.expr, where: str) -> Any:
    """The value of a literal that this setting may have; the name of an exception's class."""
    if name == "exception":
        if isinstance(node, ast.Name | ast.Attribute):
            return ast.unparse(node).rpartition(".")[2]
        raise CourseError(f"{where}: exception must be the name of a class, not {ast.unparse(node)}")
    try:
        literal = ast.literal_eval(node)
    except (ValueError, TypeError) as error:  # TypeError: a list as a key
        raise CourseError(f"{where}: {name} must be a literal, not {ast.unparse(node)}") from error
    value = tuple(literal) if isinstance(literal, list) else literal
    kind, fits = MUST_BE.get(name, ("", lambda value: True))
    if not fits(value):
        raise CourseError(f"{where}: {name} must be {kind}, not {ast.unparse(node)}")
    return value
