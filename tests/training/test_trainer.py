"""Steps, evaluation, early stopping, history and progress of a Trainer."""

from __future__ import annotations

import io
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import small_run

from tinytorch import NotFinite, Tensor, Trainer, accuracy, evaluate, manual_seed, nn, optim, rand, train_step
from tinytorch.given.progress import Curves, Progress
from tinytorch.utils.data import DataLoader, TensorDataset

ROOT = Path(__file__).parents[2]
X, Y = rand(10, 3), rand(10, 2)
LOADER = DataLoader(TensorDataset(X, Y), 4)
mse = nn.functional.mse_loss


def linear(seed: int = 0) -> nn.Linear:
    manual_seed(seed)
    return nn.Linear(3, 2)


def test_a_step_is_zero_grad_forward_loss_backward_clip_and_step():
    ours, plain = linear(), linear()
    trained, by_hand = (optim.SGD(model.parameters(), lr=0.1, momentum=0.9) for model in (ours, plain))
    for _ in range(3):
        loss = train_step(ours, trained, mse, [(X, Y)], clip=0.05)
        by_hand.zero_grad()
        expected = mse(plain(X), Y)
        expected.backward()
        nn.utils.clip_grad_norm_(plain.parameters(), 0.05)
        by_hand.step()
        assert loss == expected.item()
    assert ours.weight.tolist() == plain.weight.tolist()


def test_batches_that_are_accumulated_are_one_large_batch_whatever_their_sizes():
    whole, parts = linear(), linear()
    one = train_step(whole, optim.SGD(whole.parameters(), lr=0.1), mse, [(X, Y)])
    two = train_step(parts, optim.SGD(parts.parameters(), lr=0.1), mse, [(X[:7], Y[:7]), (X[7:], Y[7:])])
    np.testing.assert_allclose(parts.weight.data, whole.weight.data, rtol=1e-6)
    assert one == pytest.approx(two, rel=1e-6)


def test_an_epoch_of_the_trainer_is_the_bare_loop():
    model, plain = linear(), linear()
    trainer = Trainer(model, optim.Adam(model.parameters()), mse, progress=False)
    trainer.fit(LOADER, 2)
    optimizer = optim.Adam(plain.parameters())
    for _ in range(2):
        for x, y in LOADER:
            optimizer.zero_grad()
            mse(plain(x), y).backward()
            optimizer.step()
    assert model.weight.tolist() == plain.weight.tolist()


def test_evaluation_weighs_every_row_the_same_records_nothing_and_restores_each_mode():
    model = nn.Sequential(nn.Linear(3, 2), nn.Dropout(0.5))
    model[0].eval()
    seen = []

    def loss_fn(outputs: Tensor, targets: Tensor) -> Tensor:
        seen.append(outputs.requires_grad)
        return mse(outputs, targets)

    scores = evaluate(model, LOADER, loss_fn, {"largest": lambda outputs, targets: float(len(targets))})
    model[1].eval()
    assert scores["loss"] == pytest.approx(mse(model(X), Y).item(), rel=1e-6)
    assert scores["largest"] == pytest.approx((4 * 4 + 4 * 4 + 2 * 2) / 10)
    assert seen == [False] * 3 and (model.training, model[0].training) == (True, False)


def test_the_mode_is_restored_when_an_evaluation_fails():
    model = linear()
    with pytest.raises(ZeroDivisionError):
        evaluate(model, LOADER, lambda outputs, targets: 1 / 0)  # type: ignore[arg-type, return-value]
    assert model.training


def test_evaluation_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one batch"):
        evaluate(linear(), [], mse)


def test_accuracy_is_the_share_of_right_rows():
    assert accuracy(Tensor([[1.0, 2], [3, 0], [0, 1]]), Tensor(np.array([1, 1, 1]))) == pytest.approx(2 / 3)


def test_early_stopping_ends_with_the_weights_of_the_lowest_loss():
    trainer, loader = small_run.trainer(patience=2)
    losses, kept = iter([3.0, 1.0, 2.0, math.nan]), {}
    trainer.evaluate = lambda _: {"loss": next(losses)}  # type: ignore[method-assign]
    trainer.callbacks = [lambda t: kept.setdefault(t.epochs_done, t.model.layers[0].weight.data.copy())]
    assert trainer.fit(loader, 9, validation=loader)["val_loss"][:3] == [3.0, 1.0, 2.0]
    np.testing.assert_array_equal(trainer.model.layers[0].weight.data, kept[2])
    assert sorted(kept) == [1, 2, 3, 4]


def test_patience_without_validation_is_refused():
    trainer, loader = small_run.trainer(patience=2)
    with pytest.raises(ValueError, match="patience expected validation data"):
        trainer.fit(loader, 1)


def test_a_callback_may_stop_the_training():
    trainer, loader = small_run.trainer(callbacks=[lambda t: setattr(t, "stop", t.epochs_done == 2)])
    assert len(trainer.fit(loader, 9)) == 2


@pytest.mark.parametrize("per_step", [False, True])
def test_the_schedule_goes_on_after_each_epoch_or_each_step(per_step: bool):
    model = linear()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    schedule = optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    Trainer(model, optimizer, mse, scheduler=schedule, schedule_steps=per_step, progress=False).fit(LOADER, 2)
    assert optimizer.param_groups[0]["lr"] == (0.5**6 if per_step else 0.25)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_loss_that_is_not_finite_stops_with_the_step_and_the_parameter():
    model = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2))
    trainer = Trainer(model, optim.SGD(model.parameters(), lr=1e30), mse, progress=False)
    with pytest.raises(NotFinite, match=r"^step [23]: the loss is (nan|inf); .*\b[01]\.(weight|bias)\b"):
        trainer.fit(LOADER, 5)
    model[1].bias.data[0] = math.nan
    model[0].weight.data[...] = 1.0
    model[0].bias.data[...] = 1.0
    model[1].weight.data[...] = 1.0
    with pytest.raises(
        NotFinite, match=r"step 7: the loss is nan; 1\.bias is the first parameter that is not finite"
    ):
        train_step(model, trainer.optimizer, mse, [(X, Y)], number=7)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_loss_of_finite_weights_names_the_first_gradient_that_is_not():
    model = linear()
    before = model.weight.tolist()
    with pytest.raises(
        NotFinite, match=r"all parameters are finite, and of their gradients the first .* weight"
    ):
        train_step(
            model, optim.SGD(model.parameters(), lr=1.0), lambda o, t: (o - o).log().sum() * 1.0, [(X, Y)]
        )
    assert model.weight.tolist() == before


def test_history_has_columns_lines_and_a_picture():
    trainer, loader = small_run.trainer()
    history = trainer.fit(loader, 3, validation=loader)
    assert len(history["loss"]) == len(history["val_loss"]) == 3 and repr(history).count("\n") == 2
    svg = history.plot()._repr_svg_()
    assert svg.count("<polyline") == 2 and ">val_loss</text>" in svg
    assert "nan" not in Curves({"a": [math.nan, 1.0], "b": [2.0], "none": []})._repr_svg_()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_and_a_file_gets_a_line_an_epoch():
    for stream in (Terminal(), io.StringIO()):
        progress = Progress(2, stream)
        progress.batch(1, 5, 10, 0.5)
        progress.epoch(1, {"loss": 0.25})
        text = stream.getvalue()
        assert text.endswith("s\x1b[K\n" if stream.isatty() else "s\n") and "epoch 1/2  loss 0.25" in text
        assert ("[###############...............] 5/10  loss 0.5" in text) == stream.isatty()


def test_training_needs_numpy_and_the_standard_library_alone():
    code = """
import sys, numpy
before = set(sys.modules)
import tinytorch
tinytorch.Trainer
print({"matplotlib", "rich"} & set(sys.modules) - before)"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
