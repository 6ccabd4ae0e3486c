"""What a child sends is data: well-formed answers count, anything else is unusable, nothing is executed."""

from __future__ import annotations

import json
import socket

import numpy as np
import pytest
from rooms import TIGHT, Room

from autograder.sandbox import CheckCell, Run
from autograder.sandbox.answers import FRAMES, CellRecord
from autograder.sandbox.inside import arrays
from autograder.sandbox.inside.frames import PREFIX, Channel, Frame, FrameError, TooMuch

FORGE = """
import json, os, pickle, struct
def send(header, body=b"", sizes=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    data = struct.pack("!II", *(sizes or (len(text), len(body)))) + text + body
    for descriptor in range(3, 40):
        try:
            os.write(descriptor, data)
        except OSError:
            pass
answer = {"check": "honest", "kind": "value", "text": {}, "arrays": []}
one = {"name": "value", "dtype": "<f8", "shape": [2]}
def forged(**changes):
    send({**answer, **changes}, bytes(16))
"""


FORGERIES = (
    "send(b'garbage')",
    "send(b'[]')",
    "send(b'{\"a\":' * 100000 + b'1' + b'}' * 100000)",
    "send({'a': [[[[[[[[1]]]]]]]]})",
    "send(answer, sizes=(1 << 31, 0))",
    "send(answer, sizes=(10, (1 << 32) - 1))",
    "send({'score': 10})",
    "send({'stream': 'stdout', 'text': 'shown'})",
    "send(pickle.dumps(print))",
    "forged(kind='points')",
    "forged(arrays=[{**one, 'dtype': '|O'}])",
    "forged(arrays=[{**one, 'dtype': '<U4'}])",
    "forged(arrays=[{**one, 'shape': [3]}])",
    "forged(arrays=[{**one, 'shape': [-2]}])",
    "forged(arrays=[{**one, 'shape': [1 << 62, 4]}])",
    "forged(arrays=[{**one, 'shape': [1]}])",
    "forged(arrays=[one, one])",
    "forged(text={'a': 1})",
    "[forged(arrays=[one]) for _ in range(100_000)]",
)


@pytest.fixture(scope="module")
def forged(room: Room) -> Run:
    """A check cell for each of FORGERIES, which comes after an honest answer and before a late one."""
    checks = "check.value('honest', 1.5)\nforge[{}]()\ncheck.value('late', 2.5)"
    return room.run(
        FORGE + f"forge = [{', '.join(f'lambda: {forgery}' for forgery in FORGERIES)}]",
        *(CheckCell(f"c{n}", checks.format(n)) for n in range(len(FORGERIES))),
        CheckCell("other", "check.value('other', 2)"),
    )


@pytest.mark.parametrize("number", range(len(FORGERIES)), ids=FORGERIES)
def test_a_forged_frame_is_unusable_and_the_answer_before_it_counts(forged: Run, number: int) -> None:
    got = forged.answers[f"c{number}"]
    assert got.ended == "unusable"
    assert list(got.answers) == ["honest"] and got.answers["honest"].arrays["value"] == 1.5


def test_forged_frames_cost_no_other_cell_and_are_not_shown(forged: Run) -> None:
    assert forged.answers["other"].ended == "finished"
    assert "shown" not in repr(forged.outputs)


def test_the_first_answer_of_a_name_counts(room: Room) -> None:
    run = room.run("", CheckCell("c", "check.value('a', 1)\ncheck.value('a', 2)"))
    assert run.answers["c"].answers["a"].arrays["value"] == 1


def test_a_statement_that_raises_costs_no_other_and_its_index_is_told(room: Room) -> None:
    source = "check.value('a', 1)\n1 / 0\nraise SystemExit\ncheck.value('b', given.normal('n', 3))"
    run = room.run("", CheckCell("c", source, seed=3), CheckCell("d", source, seed=3))
    got = run.answers["c"]
    assert (got.raised, got.ended) == ({1, 2}, "finished")
    assert np.array_equal(got.answers["b"].arrays["value"], run.answers["d"].answers["b"].arrays["value"])


def test_no_state_goes_from_check_to_check_nor_to_later_cells(room: Room) -> None:
    grow = "x.append(1)\ncheck.value('n', len(x))"
    run = room.run("x = []", CheckCell("c", grow), CheckCell("d", grow), "x += [7, 8]", CheckCell("e", grow))
    assert [run.answers[c].answers["n"].arrays["value"] for c in "cde"] == [1, 1, 3]


def test_the_graders_arrays_reach_the_child(room: Room) -> None:
    images = np.random.default_rng(0).random((5, 8, 8), dtype=np.float32)
    cell = CheckCell("c", "check.value('x', given.digits('grader').images)", 1, {"digits/grader": images})
    assert np.array_equal(room.run("", cell).answers["c"].answers["x"].arrays["value"], images)


@pytest.mark.parametrize(
    ("statement", "ended"),
    [
        ("while True: pass", "timeout"),
        ("while True:\n    try: raise KeyboardInterrupt\n    except BaseException: pass", "timeout"),
        ("import os; os._exit(0)", "died"),
        ("import ctypes; ctypes.string_at(0)", "died"),
        (f"import numpy; check.value('big', numpy.zeros({TIGHT.answer_bytes}))", "unusable"),
        ("import numpy; check.value('object', numpy.array([object()]))", "finished"),
    ],
)
def test_a_child_costs_its_own_cell_alone(room: Room, statement: str, ended: str) -> None:
    run = room.run(
        "", CheckCell("c", f"check.value('a', 1)\n{statement}"), CheckCell("d", "check.value('b', 2)")
    )
    assert run.answers["c"].ended == ended and list(run.answers["c"].answers) == ["a"]
    assert run.answers["d"].answers["b"].arrays["value"] == 2


def test_what_the_notebook_left_behind_is_dead_when_a_check_runs(room: Room) -> None:
    run = room.run(
        """
import os, time
left = os.fork()
if left == 0:
    while True: time.sleep(0.01)
def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
assert alive(left)
""",
        CheckCell("c", "check.value('left', alive(left))\ncheck.value('notebook', alive(os.getpid() - 1))"),
    )
    assert [a.arrays["value"] for a in run.answers["c"].answers.values()] == [False, False]


@pytest.mark.parametrize(
    "dtype", ["bool", "int8", "uint16", "int64", "float16", "float32", "complex128", ">f8"]
)
@pytest.mark.parametrize("shape", [(), (0,), (2, 3), (1, 0, 2)])
def test_arrays_come_back_as_they_went(dtype: str, shape: tuple[int, ...]) -> None:
    sent = {"a": np.ones(shape, dtype), "b": np.asfortranarray(np.arange(6).reshape(2, 3))}
    back = arrays.unpack(*arrays.pack(sent))
    for name, array in sent.items():
        assert np.array_equal(back[name], array) and back[name].dtype == array.dtype.newbyteorder("=")


@pytest.mark.parametrize("array", [np.array([object()]), np.array(["text"]), np.zeros(1, [("a", "f4")])])
def test_only_numbers_and_booleans_are_sent(array: np.ndarray) -> None:
    with pytest.raises(FrameError, match="dtype"):
        arrays.pack({"a": array})


def test_a_length_is_refused_before_its_bytes_come() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(PREFIX.pack(10, 1 << 31))
        with pytest.raises(TooMuch):
            Channel(ours, budget=1000).receive()


def test_half_a_surrogate_pair_does_not_reach_a_file() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        text = json.dumps({"text": "\ud800 and \U0001f600"}).encode()
        theirs.sendall(PREFIX.pack(len(text), 0) + text)
        frame = Channel(ours, budget=1000).receive()
        assert frame and frame.header == {"text": "? and \U0001f600"}


def test_frames_are_counted() -> None:
    record = CellRecord()
    for _ in range(FRAMES):
        record.add(Frame({"raised": 0}))
    with pytest.raises(FrameError):
        record.add(Frame({"raised": 0}))
