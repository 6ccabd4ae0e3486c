"""The facade: PyTorch's names, imported when asked for, at every stage of the course."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import tinytorch
from tinytorch import Function, Tensor, _facade
from tinytorch._facade import Origin

ROOT = Path(__file__).parents[2]
PLACES = {stub: stub.relative_to(ROOT).with_suffix("").parts for stub in (ROOT / "tinytorch").rglob("*.pyi")}
STUBS = {  # by the name under which it is imported
    ".".join(parts).removesuffix(".__init__"): stub.read_text(encoding="utf-8")
    for stub, parts in PLACES.items()
}
PUBLIC = {
    (facade, name): origin for facade, stub in STUBS.items() for name, origin in _facade.origins(stub).items()
}
WITHIN = [name for stub in STUBS.values() for name in _facade.facades(stub).values()]

# Exported for the later modules; a user has no need of them.
INTERNAL = {
    "tensor": {
        *("Dim", "VJP", "GradMode", "grad_mode", "default_generator"),
        *("as_array", "has_rule", "arrays_of", "configure", "as_tensors", "as_number"),
        *("explained", "as_output", "common_dtype", "axes", "one_axis", "declare_settings"),
        *("extreme", "sizes", "plain_index", "index_steps", "held"),
        *("moved", "reverse", "Extreme", "run"),
        *("F", "METHODS", "method", "late", "S", "Setting", "is_setting"),
        *("checked_data", "checked_grad", "checked_flag", "on_cpu", "created"),
    },
    "autograd": {
        *("Rule", "F", "FREED", "restored", "unbroadcast", "graph_order", "inputs_of", "input_gradients"),
        *("fitted", "stretched", "selected", "quietly", "first_gradient", "put_back"),
        *("as_matrices", "left_gradient", "right_gradient"),
    },
    "activations": {*("logistic", "ERFC", "erf", "named_dim", "tanh_of", "tanh_slope")},
    "layers": {
        *("Tree", "Parameters", "Registering", "Modes", "Converting", "State", "States", "Loaded"),
        "Sequence",
        *("compare_names", "loading_problems", "tensors_in", "history_is_lost", "lost", "expect"),
        *("fans", "uniform_bound"),
    },
    "losses": {
        *("reduced", "expect_same_shape", "refuse_probabilities", "class_rows", "expect_class_ids", "Loss"),
        *("counts_of", "averaged", "counted", "picked", "soft_losses", "smoothed", "one_hot_rows"),
        *("soft_cross_entropy", "binary_losses"),
    },
    "training": {
        *("Batch", "LossFunction", "expect_finite", "first_not_finite", "evaluating", "groups_of"),
        *("Run", "Epochs", "POSITION"),
        *("streams", "checkpoint_of", "resume"),
    },
    "spatial": {
        *("Pair", "Window", "output_size", "im2col", "col2im", "Sides", "channels_last", "channels_first"),
        *("BLOCK", "ROWS", "blocks", "as_columns", "convolved"),
        *("weight_gradient", "input_gradient"),
        *("separate_gradients", "turned_frame", "turned_gradients", "turning_pays", "pair", "need_images"),
        *("need_room", "sides", "framed_shape", "winners", "pooling", "as_rows", "moments"),
        *("as_images", "expect_channels", "BatchNorm", "ConvolutionSettings"),
    },
    "embeddings": {
        *("checked_ids", "padding_row", "add_rows", "position_angles", "rotation", "turned"),
    },
    "attention": {
        *("LOWEST", "usual_scale", "attention_scores", "causal_mask", "masked_scores", "check_mask"),
        *("future", "hide", "drawn"),
        *("masked_softmax", "attention_from_primitives", "row_sums", "exponentials_of", "check_attention"),
        *("repeat_heads", "split_heads", "merge_heads", "turned_masks", "joined_masks", "as_added"),
        *("in_projections", "attention_gradients", "told_apart", "attend_by_heads"),
    },
    "transformers": {
        *("row_means", "checked_shape", "start_even", "inputs_and_targets", "only_top_k"),
        *("rescaled", "only_top_p", "next_token"),
    },
    "optimizers": {
        *("Group", "as_groups", "expect_leaves", "AT_LEAST_ZERO", "expect_sense", "Groups", "Saving"),
        *("as_state", "BLOCK", "blocks", "Moving", "descend", "with_momentum", "approach", "global_norm"),
        *("with_gradients", "cosine"),
    },
    "tokenization": {
        *("Pair", "Words", "PATTERN", "LAST_GAP", "BPEVocabulary", "PairCounts", "known_id", "write_json"),
        *("BPECodec", "CharVocabulary"),
        *("read_json", "pre_tokens", "split_specials", "count_words", "count_pairs", "merge", "precedence"),
        *("best_pair", "byte_tokens", "train_by_recounting", "merge_everywhere", "train_bpe", "whole_words"),
        "apply_merges",
    },
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The facade with module 01 alone."""
    package = tmp_path / "tinytorch"
    shutil.copytree(ROOT / "tinytorch", package, ignore=shutil.ignore_patterns("core", "__pycache__"))
    (package / "core").mkdir()
    for path in ("core/__init__.py", "core/tensor.py"):
        shutil.copy(ROOT / "tinytorch" / path, package / path)
    return package


def python(code: str, package: Path = ROOT / "tinytorch") -> str:
    """What a fresh interpreter that finds this package first prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=package.parent, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def refusal(statement: str, package: Path) -> str:
    """The ImportError that the statement raises."""
    return python(f"import tinytorch\ntry: {statement}\nexcept ImportError as error: print(error)", package)


@pytest.mark.parametrize(("facade", "name"), PUBLIC)
def test_every_name_in_a_stub_is_there(facade: str, name: str):
    assert getattr(import_module(facade), name) is not None


@pytest.mark.parametrize("module", INTERNAL)
def test_every_exported_name_is_public_or_known_to_be_internal(module: str):
    core = import_module(f"tinytorch.core.{module}")
    public = {origin.path for origin in PUBLIC.values()}
    others = {n for n in core.__all__ if n not in public and not reached_through_tensors(n, getattr(core, n))}
    assert others == INTERNAL[module], "give a new name a line in tinytorch/__init__.pyi, or list it here"


def reached_through_tensors(name: str, value: object) -> bool:
    """Operations, their rules, and the classes that Tensor is made of."""
    is_class = isinstance(value, type)
    return name.startswith("d_") or (is_class and (issubclass(value, Function) or issubclass(Tensor, value)))


def test_the_stub_names_modules_as_their_notebooks_do():
    notebooks = {folder.name for folder in (ROOT / "modules").iterdir() if folder.is_dir()}
    assert {f"{number}_{module}" for number, module, *_ in PUBLIC.values()} <= {*notebooks, "--_extras"}


def test_a_name_stands_below_the_module_that_it_is_imported_from():
    module = ""
    for line in "\n".join(STUBS.values()).splitlines():
        match line.split():
            case ["#", _, module]:
                pass
            case ["from", source, *_] if source not in STUBS:
                assert source == f"tinytorch.core.{module}" or source.startswith("tinytorch.extras")


def test_a_facade_within_a_facade_is_reached_by_its_name():
    assert {"tinytorch.nn", "tinytorch.nn.functional", "tinytorch.optim.lr_scheduler"} <= set(WITHIN)
    code = "import tinytorch\nprint(*[eval(name).__name__ for name in {!r}])"
    assert python(code.format(WITHIN)).split() == WITHIN


def test_every_facade_is_within_another():
    assert set(STUBS) == {*WITHIN, "tinytorch"}


def test_a_method_as_a_function_is_that_method():
    origin = Origin("01", "tensor", "tinytorch.core.tensor", "Tensor.exp")
    assert _facade.origins("# 01 tensor\nexp = Tensor.exp") == {"exp": origin}
    assert tinytorch.exp is tinytorch.Tensor.exp


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("sofmax", "tinytorch has no `sofmax`: did you mean `softmax` or `log_softmax`?"),
        ("complex64", "tinytorch has no `complex64`: tinytorch computes in float32 and float64"),
        ("fft", "tinytorch has no `fft`; dir() lists what it has"),
    ],
)
def test_a_name_that_is_not_there_says_what_to_use(name: str, sentence: str):
    with pytest.raises(AttributeError, match=f"^{re.escape(sentence)}"):
        getattr(tinytorch, name)


def test_an_unknown_name_is_an_attribute_error_like_any_other():
    assert not hasattr(tinytorch, "tensr")
    with pytest.raises(ImportError, match="cannot import name 'tensr' from 'tinytorch'"):
        from tinytorch import tensr  # type: ignore[attr-defined]  # noqa: F401


@pytest.mark.parametrize("ask", ["tinytorch.relu", "from tinytorch import relu"])
def test_a_name_that_is_not_there_yet_says_which_module_brings_it(package: Path, ask: str):
    assert refusal(ask, package) == (
        "relu comes with module 03 activations, which is not exported yet: "
        "complete 03_activations and export it"
    )


def test_module_01_alone_is_enough_for_its_names(package: Path):
    assert python("import tinytorch; print(tinytorch.tensor([1, 2]) + 1)", package) == "tensor([2, 3])"


def test_dir_lists_what_is_exported_and_no_more(package: Path):
    names = python("import tinytorch; print(*dir(tinytorch))", package).split()
    assert "Tensor" in names and "exp" in names
    assert not {"no_grad", "relu"} & set(names)


def test_a_star_imports_what_is_exported_and_no_more(package: Path):
    code = "from tinytorch import *\nprint(exp(tensor([0.0])), 'no_grad' in globals(), 'relu' in globals())"
    assert python(code, package) == "tensor([1.]) False False"
    assert python(code) == "tensor([1.]) True True"


def test_any_name_brings_backward_with_it():
    code = """
from tinytorch import ones
x = ones(2, requires_grad=True)
x.sum().backward()
print(x.grad)"""
    assert python(code) == "tensor([1., 1.])"


def test_a_broken_autograd_is_an_error_not_a_missing_backward(package: Path):
    (package / "core" / "autograd.py").write_text("import not_installed", encoding="utf-8")
    assert refusal("tinytorch.Tensor", package) == "No module named 'not_installed'"


def test_the_notebook_that_builds_autograd_sees_tensor_and_is_told_why_not_more():
    code = """
from autograder.checks import begin
begin("02_autograd")
import tinytorch
try: tinytorch.Tensor([1.0]).backward()
except NotImplementedError as error: print(error)
try: tinytorch.no_grad
except ImportError as error: print(error)"""
    stub, hidden = python(code).splitlines()[-2:]
    assert "comes with 02_autograd" in stub
    assert "belongs to module 02, which you are building here" in hidden


def test_import_adds_little_to_numpys():
    """At most 40 ms, as `make bench` measures; twice that here, where other tests run beside this one."""
    code = """
import time, numpy
start = time.process_time()
import tinytorch; tinytorch.Tensor
print(time.process_time() - start)"""
    assert statistics.median(float(python(code)) for _ in range(5)) < 0.080
