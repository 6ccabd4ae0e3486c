"""k-means, principal components, a Gaussian process, least squares and logistic regression."""

import math
import numpy as np
import torch

rng = np.random.RandomState(0)
X = torch.from_numpy(np.concatenate([rng.normal(m, 0.3, (20, 2)) for m in (0, 2, 4)])).float()


def KMeans(x, K=3, Niter=10):
    N, D = x.shape
    c = x[::20][:K, :].clone()
    for i in range(Niter):
        D_ij = ((x.view(N, 1, D) - c.view(1, K, D)) ** 2).sum(-1)
        cl = D_ij.argmin(dim=1).long().view(-1)
        c.zero_()
        c.scatter_add_(0, cl[:, None].repeat(1, D), x)
        Ncl = torch.bincount(cl, minlength=K).type_as(c).view(K, 1)
        c /= Ncl
    return cl, c


cl, c = KMeans(X)
print(c, torch.unique(cl, return_counts=True))
print(torch.cdist(X, c).min(dim=1).values.mean())
Xc = X - X.mean(dim=0)
U, S, V = torch.linalg.svd(Xc, full_matrices=False)
print(S, (S ** 2 / (S ** 2).sum()))
L, Q = torch.linalg.eigh(Xc.T @ Xc / (len(X) - 1))
print(L.flip(0), torch.cov(X.T))
x = torch.linspace(0, 5, 12).unsqueeze(1)
y = torch.sin(x).squeeze()


def rbf(a, b, ell=1.0, s=1.0):
    return s ** 2 * torch.exp(-0.5 * torch.cdist(a, b) ** 2 / ell ** 2)


K = rbf(x, x) + 1e-2 * torch.eye(12)
Lc = torch.linalg.cholesky(K)
alpha = torch.cholesky_solve(y.unsqueeze(1), Lc)
xs = torch.tensor([[0.7], [2.3]])
mu = rbf(xs, x) @ alpha
v = torch.linalg.solve_triangular(Lc, rbf(x, xs), upper=False)
var = rbf(xs, xs).diagonal() - (v ** 2).sum(0)
logdet = 2 * Lc.diagonal().log().sum()
nll = 0.5 * (y @ alpha.squeeze() + logdet + 12 * math.log(2 * math.pi))
print(mu.squeeze(), var, nll, torch.logdet(K))
# GP hyperparameters by gradient
log_ell = torch.zeros(1, requires_grad=True)
opt = torch.optim.Adam([log_ell], lr=0.05)
for _ in range(20):
    opt.zero_grad()
    d2 = (x - x.T) ** 2
    K = torch.exp(-0.5 * d2 / torch.exp(log_ell) ** 2) + 1e-2 * torch.eye(12)
    loss = 0.5 * (y @ torch.linalg.solve(K, y) + torch.logdet(K))
    loss.backward()
    opt.step()
print(f"{loss.item():.3f} {log_ell.exp().item():.4f}")
A = torch.cat([x, torch.ones_like(x), x ** 2], dim=1)
sol = torch.linalg.lstsq(A, y.unsqueeze(1)).solution
print(sol.T, torch.linalg.inv(A.T @ A) @ A.T @ y, torch.linalg.pinv(A) @ y)
w = torch.zeros(2, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
t = (cl == 2).float()
for _ in range(50):
    p = torch.sigmoid(X @ w + b)
    loss = -(t * torch.log(p) + (1 - t) * torch.log(1 - p)).mean()
    loss.backward()
    with torch.no_grad():
        for q in (w, b):
            q -= 0.5 * q.grad
            q.grad.zero_()
print(w.data.tolist(), b.item(), ((p > 0.5) == t.bool()).float().mean())
G = torch.einsum('ni,nj->ij', Xc, Xc)
print(torch.trace(G), torch.det(G / 100), torch.linalg.norm(G), torch.linalg.matrix_rank(G), torch.triu(G), torch.diag(G))
print(torch.outer(S, S), torch.cumsum(S, 0), torch.corrcoef(X.T))
q, r = torch.linalg.qr(A)
print((q @ r - A).abs().max() < 1e-5)
