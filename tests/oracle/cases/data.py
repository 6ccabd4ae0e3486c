"""What 07_data brings, beside PyTorch; orders are drawn by other generators, and so not compared."""

from __future__ import annotations

from typing import Any

from case import Case

OURS = "ours, or torchvision's, which is not installed beside; "
WITHOUT = {
    "utils.data.Dataset": "an interface; tests/data/test_loader.py",
    "utils.data.channel_statistics": f"{OURS}tests/data/test_transforms.py",
    "utils.data.read_idx": f"{OURS}tests/data/test_files.py",
    **dict.fromkeys(
        [f"utils.data.{name}" for name in ("MNIST", "FashionMNIST", "CIFAR10")],
        f"{OURS}tests/data/test_files.py",
    ),
    **dict.fromkeys(
        [
            f"utils.data.{name}"
            for name in ("Compose", "Normalize", "RandomHorizontalFlip", "RandomShift", "ToTensor")
        ],
        f"{OURS}tests/data/test_transforms.py",
    ),
}


def batches(torch: Any, data: Any, **settings: Any) -> Any:
    rows = data.TensorDataset(torch.arange(20).reshape(10, 2) * 0.5, torch.arange(10))
    loader = data.DataLoader(rows, **settings)
    return [tuple(batch) for batch in loader], len(loader)


def of_a_list(torch: Any, data: Any) -> Any:
    return [
        tuple(batch) for batch in data.DataLoader([(i, i > 1, torch.arange(i, i + 2)) for i in range(3)], 2)
    ]


def every_item_once(torch: Any, data: Any) -> Any:
    loader = data.DataLoader(torch.arange(10), 3, shuffle=True)
    return sorted(i for batch in loader for i in batch.tolist())


def sizes(torch: Any, data: Any, lengths: Any) -> Any:
    return [len(part) for part in data.random_split(data.TensorDataset(torch.arange(11)), lengths)]


CASES = [
    Case("utils.data.DataLoader", lambda torch, data: batches(torch, data, batch_size=4)),
    Case("utils.data.DataLoader, one by one", lambda torch, data: batches(torch, data)),
    Case(
        "utils.data.DataLoader, drop_last",
        lambda torch, data: batches(torch, data, batch_size=4, drop_last=True),
    ),
    Case(
        "utils.data.DataLoader, collate_fn",
        lambda torch, data: batches(torch, data, batch_size=4, collate_fn=len_of),
    ),
    Case("utils.data.DataLoader, of a list", of_a_list),
    Case("utils.data.DataLoader, shuffled", every_item_once),
    Case(
        "utils.data.TensorDataset",
        lambda data, x=(5, 2), y=(5,): (data.TensorDataset(x, y)[3], len(data.TensorDataset(x))),
    ),
    Case(
        "utils.data.Subset", lambda data, x=(5, 2): (data.Subset(x, [3, 1])[1], len(data.Subset(x, [3, 1])))
    ),
    Case("utils.data.random_split", lambda torch, data: sizes(torch, data, [5, 6])),
    Case("utils.data.random_split, shares", lambda torch, data: sizes(torch, data, [0.5, 0.3, 0.2])),
    Case("utils.data.random_split, too many, refused", lambda torch, data: sizes(torch, data, [5, 5])),
    Case(
        "utils.data.default_collate",
        lambda data, x=(2,): data.default_collate([{"x": x, "n": 1}, {"x": x * 2, "n": 3}]),
    ),
    Case(
        "utils.data.default_collate, tuples",
        lambda data, x=(2,): tuple(data.default_collate([(x, True), (x, False)])),
    ),
]


def len_of(items: Any) -> Any:
    return (len(items), items[0][1])
