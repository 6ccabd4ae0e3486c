"""MNIST, Fashion-MNIST and CIFAR-10 from local files, and arrays of bytes as tensors.

They come with module 07, by the names of `tinytorch.utils.data`. The notebook reads an IDX file; what is here
is the looking for files, and the many ways in which a file can be wrong. Nothing is downloaded.
"""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from tinytorch.core.data import Dataset, read_idx
from tinytorch.core.tensor import Tensor, float32, int64


class ToTensor:
    """An array of bytes, (H, W) or (H, W, C), as a tensor (C, H, W) in [0, 1]; a tensor stays as it is."""

    def __call__(self, image: Any) -> Tensor:
        if isinstance(image, Tensor):
            return image
        channels_first = np.atleast_3d(image).transpose(2, 0, 1)
        return Tensor(np.divide(channels_first, 255, dtype=float32))

    def __repr__(self) -> str:
        return "ToTensor()"


def find_file(dataset: str, root: str | Path, folders: Sequence[str], names: Sequence[str]) -> Path:
    """The first of `names` in the first of `folders` below `root`; FileNotFoundError says what is there."""
    for folder in folders:
        for name in names:
            if (path := Path(root, folder, name)).is_file():
                return path
    found = sorted(path.name for path in Path(root).iterdir()) if Path(root).is_dir() else None
    there = "there is no such folder" if found is None else f"it holds {', '.join(found[:5]) or 'nothing'}"
    raise FileNotFoundError(
        f"{dataset} expected {' or '.join(names)} in {root} or its {folders[0]}; {there}. "
        "Nothing is downloaded: put the files there"
    )


class ImageDataset(Dataset):
    """Images of bytes with a class each. Item i: the image, float32 (C, H, W) in [0, 1], and its class.

    images: (N, C, H, W), bytes. targets: (N,), int64. transform, target_transform: applied to each item.
    """

    classes: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        images: np.ndarray,
        targets: np.ndarray,
        transform: Callable[[Tensor], Any] | None = None,
        target_transform: Callable[[int], Any] | None = None,
    ):
        self.images, self.targets = Tensor(images), Tensor(targets.astype(int64))
        self.transform, self.target_transform = transform, target_transform

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image, target = Tensor(scaled(self.images.data[index])), int(self.targets.data[index])
        return (
            image if self.transform is None else self.transform(image),
            target if self.target_transform is None else self.target_transform(target),
        )

    def batch(self, ids: np.ndarray) -> Any:
        if self.transform is None and self.target_transform is None:
            return Tensor(scaled(self.images.data[ids])), Tensor(self.targets.data[ids])
        return super().batch(ids)


def scaled(pixels: np.ndarray) -> np.ndarray:
    """Bytes as float32 in [0, 1]."""
    return np.divide(pixels, 255, dtype=float32)


class MNIST(ImageDataset):
    """Handwritten digits, 60,000 to train and 10,000 to test, (1, 28, 28), from the four IDX files.

    root: the folder with the files, or the one that torchvision was given; .gz files are read, too.
    download: accepted as in torchvision, where the files are there; this package downloads nothing.
    """

    classes = tuple("0123456789")

    def __init__(
        self,
        root: str | Path,
        train: bool = True,
        transform: Callable[[Tensor], Any] | None = None,
        target_transform: Callable[[int], Any] | None = None,
        download: bool = False,
    ):
        name, part = type(self).__name__, "train" if train else "t10k"
        folders = (f"{name}/raw", name, "raw", ".")
        image_file, label_file = (
            find_file(name, root, folders, (f"{part}-{kind}", f"{part}-{kind}.gz"))
            for kind in ("images-idx3-ubyte", "labels-idx1-ubyte")
        )
        images, labels = read_idx(image_file), read_idx(label_file)
        for path, array, what, ndim in ((image_file, images, "images", 3), (label_file, labels, "labels", 1)):
            if array.ndim != ndim:
                raise ValueError(
                    f"{path}: expected {what}, of {ndim} sizes, its sizes are {array.shape}: swapped?"
                )
        if len(images) != len(labels):
            raise ValueError(
                f"{label_file}: expected {len(images)} labels, one an image of {image_file.name}, "
                f"{len(labels)} are there"
            )
        if labels.max(initial=0) >= len(self.classes):
            raise ValueError(
                f"{label_file}: expected labels from 0 to {len(self.classes) - 1}, found {labels.max()}"
            )
        super().__init__(images[:, None], labels, transform, target_transform)


class FashionMNIST(MNIST):
    """Photographs of clothes in MNIST's format. root: by default where Debian's package puts them."""

    classes = (
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    )

    def __init__(
        self,
        root: str | Path = "/usr/share/datasets/fashion-mnist",
        train: bool = True,
        transform: Callable[[Tensor], Any] | None = None,
        target_transform: Callable[[int], Any] | None = None,
        download: bool = False,
    ):
        super().__init__(root, train, transform, target_transform, download)


CIFAR_ROW = 1 + 3 * 32 * 32  # the class, then the red, the green and the blue plane


def cifar_bytes(root: str | Path, name: str) -> tuple[str, bytes]:
    """A file of CIFAR-10's binary version, by itself or from the archive: what to call it, and its bytes."""
    archive = "cifar-10-binary.tar.gz"
    path = find_file("CIFAR10", root, ("cifar-10-batches-bin", "."), (name, archive))
    if path.name == name:
        return str(path), path.read_bytes()
    try:
        with tarfile.open(path) as tar:
            member = tar.extractfile(f"cifar-10-batches-bin/{name}")
            assert member is not None  # a KeyError comes first
            return f"{path}, {name}", member.read()
    except (tarfile.TarError, OSError, EOFError, zlib.error, KeyError) as error:
        raise ValueError(
            f"{path}: expected an archive with {name}, it cannot be read ({error}): get it again"
        ) from None


def cifar_rows(source: str, raw: bytes) -> np.ndarray:
    """The images of one file, a row each: the class and the planes. (N, 3073) bytes."""
    if not raw or len(raw) % CIFAR_ROW:
        raise ValueError(
            f"{source}: expected images of {CIFAR_ROW:,} bytes each, {len(raw):,} bytes are there: "
            "get the file again"
        )
    rows = np.frombuffer(raw, np.uint8).reshape(-1, CIFAR_ROW)
    if rows[:, 0].max() > 9:
        raise ValueError(f"{source}: expected classes from 0 to 9, found {rows[:, 0].max()}: is it CIFAR-10?")
    return rows


class CIFAR10(ImageDataset):
    """Photographs of ten kinds, 50,000 to train and 10,000 to test, (3, 32, 32), from the binary version.

    root: the folder cifar-10-batches-bin or the one above it, or where cifar-10-binary.tar.gz is.
    """

    classes = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

    def __init__(
        self,
        root: str | Path,
        train: bool = True,
        transform: Callable[[Tensor], Any] | None = None,
        target_transform: Callable[[int], Any] | None = None,
        download: bool = False,
    ):
        names = [f"data_batch_{i}.bin" for i in range(1, 6)] if train else ["test_batch.bin"]
        rows = np.concatenate([cifar_rows(*cifar_bytes(root, name)) for name in names])
        images = np.ascontiguousarray(rows[:, 1:]).reshape(-1, 3, 32, 32)
        super().__init__(images, rows[:, 0], transform, target_transform)
