"""Softmax regression without a single layer."""

import torch

N, D, C = 30, 3, 3
X = torch.sin(torch.arange(N * D) * 1.9).reshape(N, D)
W_true = torch.tensor([[2.0, -1.0, 0.5], [0.0, 1.5, -1.0], [-1.0, 0.2, 1.0]])
y = (X @ W_true).argmax(dim=1)

W = torch.zeros((D, C), requires_grad=True)
b = torch.zeros(C, requires_grad=True)


def softmax(z):
    shifted = z - z.max(dim=1, keepdim=True).values
    exp = torch.exp(shifted)
    return exp / exp.sum(dim=1, keepdim=True)


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[range(len(y_hat)), y])


def accuracy(y_hat, y):
    return float((y_hat.argmax(axis=1).type(y.dtype) == y).sum()) / len(y)


lr = 0.8
for epoch in range(40):
    y_hat = softmax(X @ W + b)
    loss = cross_entropy(y_hat, y).mean()
    loss.backward()
    with torch.no_grad():
        for param in (W, b):
            param -= lr * param.grad
            param.grad.zero_()
    if epoch % 10 == 9:
        print(f"epoch {epoch + 1}, loss {float(loss):.4f}, acc {accuracy(y_hat, y):.3f}")
picked = softmax(X @ W + b).gather(1, y.view(-1, 1)).squeeze()
print("least sure of", picked.argmin().item(), f"{picked.min().item():.4f}")
