"""Linear algebra does what its name says; gradients stand in tests/autograd/algebra_cases.py."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tinytorch as torch

RANDOM = np.random.default_rng(5)
A = torch.from_numpy(RANDOM.standard_normal((2, 3, 3))) + 3 * torch.eye(3, dtype=torch.float64)
B = torch.from_numpy(RANDOM.standard_normal((2, 3, 4)))
POSITIVE = A @ A.mT
I = torch.eye(3, dtype=torch.float64)


def test_a_solution_solves():
    assert (A @ torch.linalg.solve(A, B)).allclose(B)
    assert (A[0] @ torch.linalg.solve(A[0], B[0, :, 0])).allclose(B[0, :, 0])
    assert (A @ torch.inverse(A)).allclose(I.expand(2, 3, 3))
    assert (A.triu() @ torch.linalg.solve_triangular(A, B, upper=True)).allclose(B)
    lower = torch.linalg.cholesky(POSITIVE)
    assert (lower @ lower.mT).allclose(POSITIVE) and lower.equal(lower.tril())
    for upper, factor in ((False, lower), (True, lower.mT)):
        assert (POSITIVE @ torch.cholesky_solve(B, factor, upper)).allclose(B)


def test_determinants_multiply():
    assert torch.det(A @ A).allclose(torch.det(A) ** 2) and torch.det(-I).item() == -1
    assert torch.logdet(POSITIVE).allclose(2 * torch.linalg.slogdet(A).logabsdet)
    assert math.isnan(torch.logdet(-I).item()) and torch.linalg.slogdet(-I).sign.item() == -1


def test_decompositions_give_the_matrix_back():
    x = B[0]
    u, s, vh = torch.linalg.svd(x, full_matrices=False)
    assert (u * s @ vh).allclose(x) and torch.linalg.svdvals(x).allclose(s)
    values, vectors = torch.linalg.eigh(POSITIVE)
    assert (vectors * values.unsqueeze(-2) @ vectors.mT).allclose(POSITIVE)
    q, r = torch.linalg.qr(x)
    assert (q @ r).allclose(x) and torch.linalg.matrix_rank(x).item() == 3
    tall = x.T
    best = torch.linalg.lstsq(tall, I[:, :1].new_ones(4, 1)).solution
    assert (tall.T @ (tall @ best - 1)).abs().max() < 1e-12 and torch.linalg.pinv(tall).sum(1).allclose(
        best[:, 0]
    )


def test_what_has_no_gradient_or_no_inverse_says_so():
    x = B[0].clone().requires_grad_()
    with pytest.raises(NotImplementedError, match=r"no gradient here: write linalg.svd\(A.detach\(\)\)"):
        torch.linalg.svd(x)
    with pytest.raises(ValueError, match=r"expected square matrices \(..., n, n\), got \(3, 4\)"):
        torch.linalg.solve(x, x)


def test_covariances_quantiles_and_diagonals_are_numpys():
    x = RANDOM.standard_normal((4, 7))
    t = torch.from_numpy(x)
    assert np.allclose(torch.cov(t).numpy(), np.cov(x)) and np.allclose(
        torch.corrcoef(t).numpy(), np.corrcoef(x)
    )
    assert np.allclose(torch.cov(t[0]).item(), np.cov(x[0]))
    for dim in (0, -1, None):
        for keepdim in (False, True):
            for q in (0.3, [0.0, 0.25, 1.0]):
                found = t.quantile(torch.tensor(q) if isinstance(q, list) else q, dim, keepdim)
                assert np.allclose(found.numpy(), np.quantile(x, q, axis=dim, keepdims=keepdim), atol=1e-6)
    for k in (1, 4):
        values, indices = t.kthvalue(k, 0, keepdim=True)
        assert np.allclose(values.numpy(), np.sort(x, 0)[[k - 1]]) and t.take_along_dim(indices, 0).equal(
            values
        )
    y = RANDOM.standard_normal((2, 3, 4))
    for offset in (-4, -1, 0, 2):
        found = torch.from_numpy(y).diagonal(offset, 2, 0)
        assert np.array_equal(found.numpy(), y.diagonal(offset, 2, 0))
    with pytest.raises(ValueError, match="kthvalue: k counts from 1 to 7, the size of dim -1, got 0"):
        t.kthvalue(0)
