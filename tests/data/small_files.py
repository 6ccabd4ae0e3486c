"""Small files in the real formats of MNIST and CIFAR-10."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import numpy as np

RNG = np.random.default_rng(7)
IMAGES = RNG.integers(0, 256, (12, 28, 28), np.uint8)
LABELS = np.arange(12, dtype=np.uint8) % 10
CIFAR = np.concatenate([LABELS[:, None], RNG.integers(0, 256, (12, 3072), np.uint8)], axis=1)


def idx(array: np.ndarray) -> bytes:
    """An array of bytes as an IDX file."""
    return (
        bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape) + array.tobytes()
    )


def write_mnist(folder: Path, packed: bool = False) -> None:
    """The four files of MNIST, the two for testing with half of the images."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, n in (("train", 12), ("t10k", 6)):
        for kind, array in (("images-idx3", IMAGES[:n]), ("labels-idx1", LABELS[:n])):
            raw, name = idx(array), f"{part}-{kind}-ubyte"
            (folder / (name + ".gz" * packed)).write_bytes(gzip.compress(raw) if packed else raw)


def write_cifar(folder: Path) -> None:
    """Five files to train, two images each, and one to test."""
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(5):
        (folder / f"data_batch_{i + 1}.bin").write_bytes(CIFAR[2 * i : 2 * i + 2].tobytes())
    (folder / "test_batch.bin").write_bytes(CIFAR[10:].tobytes())


def write_cifar_archive(root: Path) -> None:
    """The same six files in one archive, as they are downloaded."""
    write_cifar(root / "unpacked")
    with tarfile.open(root / "cifar-10-binary.tar.gz", "w:gz") as tar:
        for path in sorted((root / "unpacked").iterdir()):
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{path.name}")
            member.size = path.stat().st_size
            tar.addfile(member, io.BytesIO(path.read_bytes()))
