"""Every milestone learns: gradients, updates, loss and accuracy together, judged outside of the training."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from learning_evidence import Evidence, evidence, patient

from autograder.course import Assignment, Course
from autograder.sandbox import Sandbox
from autograder.verify import read_solutions

COURSE = Course(Path(__file__).parents[2])
README = Path(__file__).with_name("README.md").read_text(encoding="utf-8")
MILESTONES = [pytest.param(each, id=each.name) for each in COURSE.milestones if not each.is_draft]

pytestmark = pytest.mark.xdist_group("milestones")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with patient() as running:
        yield running


@pytest.mark.parametrize("milestone", MILESTONES)
def test_the_real_notebook_learns_in_all_four_ways(milestone: Assignment, sandbox: Sandbox):
    found = evidence(milestone, sandbox)
    assert found, f"{milestone.name}: its report shows no network"
    assert {each.title: each.problems for each in found} == {each.title: [] for each in found}


LEARNED = Evidence(
    "toy",
    gradients={"w": np.ones(2), "b": np.ones(1)},
    before={"w": np.zeros(2), "b": np.zeros(1)},
    after={"w": np.ones(2), "b": np.ones(1)},
    losses=np.array([2.0, 0.1]),
    fall=0.9,
    predictions=np.array([[0.0, 1.0], [1.0, 0.0]]),
    labels=np.array([1, 0]),
    at_least=0.8,
    more={"causality": True},
)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({}, []),
        ({"gradients": {"w": np.nan * np.ones(2), "b": np.ones(1)}}, ["gradients flowing 1/2: not w"]),
        ({"gradients": {"w": np.zeros(2), "b": np.ones(1)}}, ["gradients flowing 1/2: not w"]),
        ({"after": {"w": np.ones(2), "b": np.zeros(1)}}, ["weights updated 1/2: not b"]),
        ({"after": {"w": np.array([1.0, np.inf]), "b": np.ones(1)}}, ["weights updated 1/2: not w"]),
        ({"losses": np.array([2.0, 0.3])}, ["the loss fell by 85%, not 90%"]),
        ({"losses": np.array([2.0, np.nan])}, ["the loss fell by nan%, not 90%"]),
        ({"labels": np.array([1, 1])}, ["accuracy 0.500, not 0.8"]),
        ({"more": {"causality": False}}, ["causality"]),
        ({"gradients": {}, "before": {}, "after": {}}, ["no parameters"]),
    ],
)
def test_each_of_the_four_is_missed_where_it_fails(what: dict, said: list[str]):
    assert Evidence(**(vars(LEARNED) | what)).problems == said


def test_the_readme_says_what_each_milestone_proves():
    rows = re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)
    assert {milestone.name for milestone in COURSE.milestones} <= set(rows)


def test_a_dead_layer_is_found_in_five_steps(capsys: pytest.CaptureFixture[str]):
    """README's steps, run one after the other; after each, what it says is printed there is printed."""
    steps = re.findall(r"```python\n(.*?)```\n+```text\n(.*?)```", README, re.DOTALL)
    assert len(steps) == 5
    names: dict[str, object] = {}
    for code, printed in steps:
        exec(code, names)
        assert capsys.readouterr().out == printed


def test_a_module_that_is_broken_below_a_milestone_is_seen_from_outside(sandbox: Sandbox):
    """The optimizer climbs: XOR's loss does not fall, and what is printed there is not asked."""
    xor = COURSE.assignment("xor")
    optimizers = COURSE.assignment("optimizers")
    climbs = next(each for each in read_solutions(optimizers) if each.name == "the step climbs")
    broken = climbs.apply(optimizers.notebook())
    (found,) = evidence(
        xor, sandbox, [broken if each == optimizers else each.notebook() for each in xor.prerequisites]
    )
    assert any("the loss fell by" in problem for problem in found.problems)
