"""`save` and `load`: what goes in comes out, nothing is executed, and there is always a whole file."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from tinytorch import Generator, Tensor, load, nn, save, tensor

NESTED = {
    "tensor": tensor([[1.5, 2.0]]), "ids": tensor([1, 2]), "array": np.arange(3, dtype=np.int32),
    3: ("a", None, True),
    "list": [1, 2.5, float("inf"), {"deep": (tensor(1.0),)}],
    (1, 2): {}, "large": 1 << 100, "number": np.float32(0.5),
}  # fmt: skip


def test_nested_dicts_lists_tuples_numbers_and_tensors_come_back(tmp_path: Path):
    save(NESTED, tmp_path / "file.pt")
    back = load(str(tmp_path / "file.pt"))
    assert list(back) == list(NESTED)
    for name in ("tensor", "ids"):
        assert isinstance(back[name], Tensor) and back[name].dtype == NESTED[name].dtype
        assert back[name].tolist() == NESTED[name].tolist()
    assert back["array"].dtype == np.int32 and back["array"].tolist() == [0, 1, 2]
    assert (
        back[3] == ("a", None, True)
        and back[1, 2] == {}
        and back["large"] == 1 << 100
        and back["number"] == 0.5
    )
    assert back["list"][:3] == [1, 2.5, float("inf")] and back["list"][3]["deep"][0].item() == 1


def test_a_models_state_goes_through_a_file(tmp_path: Path):
    first, second = nn.BatchNorm2d(3), nn.BatchNorm2d(3)
    first(Tensor(np.random.default_rng(0).standard_normal((4, 3, 2, 2)).astype(np.float32)))
    save(first.state_dict(), tmp_path / "model")
    second.load_state_dict(load(tmp_path / "model"))
    assert second.running_mean.tolist() == first.running_mean.tolist()
    assert second.num_batches_tracked.item() == 1


def test_a_generators_state_goes_through_a_file(tmp_path: Path):
    generator, other = Generator(3), Generator(4)
    generator.numpy.random(5)
    save(generator.numpy.bit_generator.state, tmp_path / "state")
    other.numpy.bit_generator.state = load(tmp_path / "state")
    assert other.numpy.random() == generator.numpy.random()


def test_a_save_that_fails_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    save({"a": 1}, tmp_path / "file")
    with pytest.raises(TypeError, match=r"got Linear: of a model, save its state_dict\(\)"):
        save(nn.Linear(2, 2), tmp_path / "file")

    def full(*args, **kwargs):
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="no space"):
        save({"a": 2}, tmp_path / "file")
    assert load(tmp_path / "file") == {"a": 1}


class Trap:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was executed",))


def whole_file(path: Path) -> bytes:
    save(NESTED, path)
    return path.read_bytes()


@pytest.mark.parametrize(
    "what", ["cut off", "empty", "text", "pickle", "array", "archive of objects", "a changed byte"]
)
def test_a_damaged_or_foreign_file_is_named_and_never_executed(tmp_path: Path, what: str):
    path = tmp_path / "file"
    whole = whole_file(path)
    if what == "array":
        with path.open("wb") as file:
            np.save(file, np.zeros(3))
    elif what == "archive of objects":
        with path.open("wb") as file:
            np.savez(file, tree=np.array([Trap()], dtype=object))
    else:
        middle = len(whole) // 2
        path.write_bytes({
            "cut off": whole[:-20], "empty": b"", "text": b"hello", "pickle": pickle.dumps(Trap()),
            "a changed byte": whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :],
        }[what])  # fmt: skip
    with pytest.raises(ValueError, match=r"expected a whole file that tinytorch\.save wrote") as refusal:
        load(path)
    assert str(path) in str(refusal.value)


def test_a_missing_file_is_the_usual_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing")
