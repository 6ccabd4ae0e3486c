"""An interrupted run goes on as if nothing had happened, to the last bit; another's checkpoint is refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import small_run

import tinytorch
from tinytorch import Trainer, load, nn, optim, save

ROOT = Path(__file__).parents[2]


def weights(trainer: Trainer) -> dict[str, np.ndarray]:
    return {name: t.data.copy() for name, t in trainer.model.state_dict().items()}


def undisturbed(**settings) -> Trainer:
    trainer, loader = small_run.trainer(**settings)
    trainer.fit(loader, small_run.EPOCHS)
    return trainer


class Interrupted(Exception):
    pass


@pytest.mark.parametrize("step", [1, 5, 7, 8, 20])
@pytest.mark.parametrize("accumulate", [1, 3])
def test_a_run_that_stops_at_any_step_and_goes_on_ends_with_the_same_bits(
    tmp_path: Path, step: int, accumulate: int
):
    trainer, loader = small_run.trainer(accumulate=accumulate)
    whole, count = trainer.loss_fn, 0

    def stops(outputs, targets):
        nonlocal count
        count += 1
        if count > step:
            raise Interrupted
        return whole(outputs, targets)

    trainer.loss_fn = stops
    with pytest.raises(Interrupted):
        trainer.fit(loader, small_run.EPOCHS, checkpoint=tmp_path / "run", every=1)
    again, loader = small_run.trainer(accumulate=accumulate)
    again.fit(loader, small_run.EPOCHS, checkpoint=tmp_path / "run")
    expected = undisturbed(accumulate=accumulate)
    for name, array in weights(expected).items():
        np.testing.assert_array_equal(weights(again)[name], array, err_msg=name)
    assert again.history.rows == expected.history.rows
    assert again.optimizer.param_groups[0]["lr"] == expected.optimizer.param_groups[0]["lr"]


def run_as_process(*arguments: str) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen([sys.executable, str(Path(small_run.__file__)), *arguments], env=environment)


def test_a_process_that_is_killed_three_times_ends_with_the_same_bits(tmp_path: Path):
    checkpoint, end = tmp_path / "run", tmp_path / "end"
    for moment in (0.01, 0.11, 0.07):
        process = run_as_process(str(checkpoint), str(end), "0.02")
        before = checkpoint.stat().st_mtime_ns if checkpoint.exists() else 0
        while not checkpoint.exists() or checkpoint.stat().st_mtime_ns == before:
            assert process.poll() is None, "it ended before it could be killed"
            time.sleep(0.002)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not end.exists()
    assert run_as_process(str(checkpoint), str(end)).wait() == 0
    for name, array in weights(undisturbed()).items():
        np.testing.assert_array_equal(load(end)[name].data, array, err_msg=name)


def test_a_finished_run_is_not_trained_again(tmp_path: Path):
    trainer, loader = small_run.trainer()
    trainer.fit(loader, 2, checkpoint=tmp_path / "run")
    again, loader = small_run.trainer()
    assert len(again.fit(loader, 2, checkpoint=tmp_path / "run")) == 2
    assert again.steps_done == trainer.steps_done
    np.testing.assert_array_equal(*(weights(t)["layers.5.weight"] for t in (again, trainer)))


def test_a_checkpoint_of_another_model_lists_what_is_missing_and_what_is_unexpected(tmp_path: Path):
    trainer, loader = small_run.trainer()
    trainer.fit(loader, 1, checkpoint=tmp_path / "run")
    model = nn.Linear(2, 2)
    other = Trainer(
        model, optim.SGD(model.parameters()), nn.functional.mse_loss, generators=trainer.generators
    )
    with pytest.raises(RuntimeError) as refusal:
        other.fit(loader, 2, checkpoint=tmp_path / "run")
    message = str(refusal.value)
    assert str(tmp_path / "run") in message
    assert "missing are weight, bias" in message and "unexpected are layers.0.weight" in message


def test_what_is_no_checkpoint_is_refused(tmp_path: Path):
    trainer, loader = small_run.trainer()
    save(trainer.model.state_dict(), tmp_path / "state")
    with pytest.raises(ValueError, match="expected a checkpoint of a Trainer"):
        trainer.fit(loader, 1, checkpoint=tmp_path / "state")


def test_another_schedule_or_other_data_are_refused(tmp_path: Path):
    trainer, loader = small_run.trainer()
    trainer.fit(loader, 1, checkpoint=tmp_path / "run")
    other, _ = small_run.trainer()
    other.scheduler = None
    with pytest.raises(ValueError, match="had a scheduler or patience"):
        other.fit(loader, 2, checkpoint=tmp_path / "run")
    other, _ = small_run.trainer()
    other.generators = []
    with pytest.raises(ValueError, match="other generators"):
        other.fit(loader, 2, checkpoint=tmp_path / "run")


def test_the_best_model_of_early_stopping_is_in_the_checkpoint(tmp_path: Path):
    losses = iter([3.0, 1.0, 2.0, 2.0, 2.0])
    ends = []
    for stop_after in (2, 9):
        trainer, loader = small_run.trainer(patience=3)
        trainer.evaluate = lambda _: {"loss": next(losses)}  # type: ignore[method-assign]
        trainer.fit(loader, stop_after, validation=loader, checkpoint=tmp_path / "run")
        ends.append(weights(trainer))
    assert trainer.epochs_done == 5 and trainer.stop
    for name, array in ends[0].items():
        np.testing.assert_array_equal(ends[1][name], array)


def test_the_library_draws_on_where_it_was(tmp_path: Path):
    trainer, loader = small_run.trainer()
    trainer.fit(loader, 2, checkpoint=tmp_path / "run")
    after = tinytorch.rand(3)
    again, loader = small_run.trainer()
    again.fit(loader, 2, checkpoint=tmp_path / "run")
    assert tinytorch.rand(3).tolist() == after.tolist()
