"""Products of large matrices, which are cut into small ones, are the products all the same."""

from __future__ import annotations

import numpy as np
import pytest

from tinytorch.given.arrays import IN_ONE_GO, matrix_product

SIZES = [(768, 128, 384), (384, 768, 128), (530, 1600, 64), (1001, 65, 33), (513, 5208, 90), (9, 0, 9)]


@pytest.mark.parametrize(("n", "k", "m"), SIZES)
@pytest.mark.parametrize("turned", [(False, False), (True, False), (False, True), (True, True)])
def test_a_product_in_pieces_is_the_product(n: int, k: int, m: int, turned: tuple[bool, bool]):
    rng = np.random.default_rng(0)
    shapes = (n, k), (k, m)
    a, b = (rng.random(s[::-1]).T if t else rng.random(s) for s, t in zip(shapes, turned, strict=True))
    out = np.zeros((n, m))
    assert matrix_product(a, b, out) is out
    for found in (matrix_product(a, b), out):
        np.testing.assert_allclose(found, a @ b, rtol=1e-12)


def test_a_piece_has_no_more_multiplications_than_are_done_in_one_go(monkeypatch: pytest.MonkeyPatch):
    pieces: list[int] = []
    multiply = np.matmul

    def counted(a: np.ndarray, b: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        pieces.append(a.shape[-2] * b.size)
        return multiply(a, b, out=out)

    monkeypatch.setattr(np, "matmul", counted)
    for n, k, m in SIZES[:4]:
        matrix_product(np.ones((n, k)), np.ones((k, m)))
    assert len(pieces) > 8 and max(pieces) <= IN_ONE_GO
