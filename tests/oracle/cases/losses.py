"""What 05_losses brings, beside PyTorch."""

from __future__ import annotations

from case import Case
from drawing import between, constant, ints, one_of

WITHOUT: dict[str, str] = {}
REDUCTION = one_of("mean", "sum", "none")
WEIGHT = between(0.2, 2, 4)
SHARES = between(0, 1, 5, 4)

CASES = [
    Case("nn.functional.mse_loss", lambda F, x, same, r=REDUCTION: F.mse_loss(x, same, reduction=r)),
    Case("nn.functional.l1_loss", lambda F, x, same, r=REDUCTION: F.l1_loss(x, same, reduction=r)),
    Case("nn.functional.smooth_l1_loss", lambda F, x, same, r=REDUCTION, b=one_of(1.0, 0.5, 2.0): F.smooth_l1_loss(x, same, reduction=r, beta=b)),
    Case("nn.functional.huber_loss", lambda F, x, same, r=REDUCTION, d=one_of(1.0, 0.5): F.huber_loss(x, same, reduction=r, delta=d)),
    Case("nn.functional.binary_cross_entropy", lambda F, p=between(0, 1, 5, 2), t=between(0, 1, 5, 2), r=REDUCTION: F.binary_cross_entropy(p, t.detach(), reduction=r)),
    Case("nn.functional.binary_cross_entropy_with_logits", lambda F, x=(5, 4), t=SHARES, r=REDUCTION: F.binary_cross_entropy_with_logits(x, t.detach(), reduction=r)),
    Case("nn.functional.binary_cross_entropy_with_logits, weights", lambda F, x=(5, 4), t=SHARES, w=WEIGHT: F.binary_cross_entropy_with_logits(x * 100, t.detach(), pos_weight=w.detach())),
    Case("nn.functional.nll_loss", lambda F, x=(5, 4), t=ints(0, 4, 5), r=REDUCTION: F.nll_loss(x, t, reduction=r)),
    Case("nn.functional.nll_loss, weights", lambda F, x=(5, 4), t=ints(0, 4, 5), w=WEIGHT: F.nll_loss(x, t, weight=w.detach(), ignore_index=2)),
    Case("nn.functional.cross_entropy", lambda F, x=(5, 4), t=ints(0, 4, 5), r=REDUCTION: F.cross_entropy(x, t, reduction=r)),
    Case("nn.functional.cross_entropy, of images", lambda F, x=(2, 4, 3, 2), t=ints(0, 4, 2, 3, 2), r=REDUCTION: F.cross_entropy(x, t, reduction=r)),
    Case("nn.functional.cross_entropy, of one", lambda F, x=(4,), t=ints(0, 4): F.cross_entropy(x, t)),
    Case("nn.functional.cross_entropy, weights", lambda F, x=(5, 4), t=ints(0, 4, 5), w=WEIGHT, r=REDUCTION: F.cross_entropy(x, t, weight=w.detach(), reduction=r)),
    Case("nn.functional.cross_entropy, ignored", lambda F, x=(6, 4), t=ints(0, 4, 6), r=REDUCTION: F.cross_entropy(x, t, ignore_index=1, reduction=r)),
    Case("nn.functional.cross_entropy, all ignored", lambda F, x=(3, 4), t=ints(1, 2, 3): F.cross_entropy(x, t, ignore_index=1)),
    Case("nn.functional.cross_entropy, smoothed", lambda F, x=(5, 4), t=ints(0, 4, 5), r=REDUCTION: F.cross_entropy(x, t, label_smoothing=0.1, reduction=r)),
    Case("nn.functional.cross_entropy, smoothed and weighted", lambda F, x=(5, 4), t=ints(0, 4, 5), w=WEIGHT: F.cross_entropy(x, t, weight=w.detach(), ignore_index=3, label_smoothing=0.2)),
    Case("nn.functional.cross_entropy, of shares", lambda F, x=(5, 4), t=SHARES, r=REDUCTION: F.cross_entropy(x, t.detach(), reduction=r)),
    Case("nn.functional.cross_entropy, large logits", lambda F, x=(5, 4), t=ints(0, 4, 5): F.cross_entropy(x * 300, t)),
    Case("nn.functional.cross_entropy, another class, refused", lambda F, x=(5, 4), t=ints(4, 6, 5): F.cross_entropy(x, t)),
    Case("nn.MSELoss", lambda nn, x, same, r=REDUCTION: nn.MSELoss(reduction=r)(x, same)),
    Case("nn.L1Loss", lambda nn, x, same, r=REDUCTION: nn.L1Loss(reduction=r)(x, same)),
    Case("nn.SmoothL1Loss", lambda nn, x, same: nn.SmoothL1Loss(beta=0.5)(x, same)),
    Case("nn.HuberLoss", lambda nn, x, same: nn.HuberLoss(delta=0.5)(x, same)),
    Case("nn.BCELoss", lambda nn, p=between(0, 1, 5, 2), t=constant(5, 2): nn.BCELoss()(p, (t > 0).to(p.dtype))),
    Case("nn.BCEWithLogitsLoss", lambda nn, x=(5, 2), t=constant(5, 2): nn.BCEWithLogitsLoss()(x, (t > 0).to(x.dtype))),
    Case("nn.NLLLoss", lambda nn, x=(5, 4), t=ints(0, 4, 5): nn.NLLLoss(ignore_index=0)(x, t)),
    Case("nn.CrossEntropyLoss", lambda nn, x=(5, 4), t=ints(0, 4, 5): nn.CrossEntropyLoss(label_smoothing=0.1)(x, t)),
    Case("nn.CrossEntropyLoss, printed", lambda nn: [repr(nn.CrossEntropyLoss()), repr(nn.MSELoss())]),
]
