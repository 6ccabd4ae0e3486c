"""The command line of bubblewrap: what the sandbox sees, and what it does not."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from .inside.namespaces import PLACE, Mode

ENGINE = Path("/engine")  # where the visible part of autograder lies
# Only the fork server has these; P has none.
CAPABILITIES = ("SYS_ADMIN", "SYS_PTRACE", "SETUID", "SETGID", "SETPCAP", "CHOWN", "KILL")
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SETTINGS = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/etc/localtime",
    "/etc/fonts",
)
ANSWERS_INSIDE = "digits_grader.npz"  # its labels never enter


def command(mode: Mode, visible: Path, server: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """The whole command that runs `server` in the sandbox.

    visible: the folder of the autograder package whose student side the sandbox sees.
    """
    return [
        shutil.which("bwrap") or "bwrap",  # where the grader's PATH has it; the sandbox has another
        *("--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
        *("--die-with-parent", "--new-session", "--clearenv"),
        *_privileges(mode),
        *_file_system(visible),
        *("--proc", "/proc", "--dev", "/dev"),
        *("--dev-bind", "/dev/full", "/dev/zero"),  # reads the same, but cannot be mapped as shared memory
        *("--tmpfs", PLACE, "--chdir", PLACE),
        *("--remount-ro", "/dev", "--remount-ro", "/"),
        *(word for name, value in environment.items() for word in ("--setenv", name, value)),
        *server,
    ]


def _privileges(mode: Mode) -> list[str]:
    if mode == "user":
        return ["--unshare-user"]
    return ["--cap-drop", "ALL", *(word for name in CAPABILITIES for word in ("--cap-add", f"CAP_{name}"))]


def _file_system(visible: Path) -> list[str]:
    """Read-only mounts, each folder before what lies in it, and covers over what must not be seen."""
    binds = {path: path for path in (*map(Path, SYSTEM + SETTINGS), *_python()) if path.exists()}
    binds |= {ENGINE / inside: outside for inside, outside in _engine(visible)}
    covers = {path for path in _unwelcome(visible) if path.is_dir() and _lies_in(path, binds)}
    words = ["--perms", "1777", "--dir", "/tmp"]
    made = {Path("/"), Path("/tmp")}
    for path in sorted(covers | set(binds), key=lambda path: (len(path.parts), path)):
        for folder in reversed(path.parents):
            # By itself bubblewrap would make it for its own uid alone, and P has another.
            if folder not in made and not _lies_in(folder, binds):
                words += ["--perms", "0755", "--dir", str(folder)]
            made.add(folder)
        if path in covers:
            words += ["--perms", "0755", "--tmpfs", str(path), "--remount-ro", str(path)]
        elif path.parent == Path("/") and path.is_symlink():
            words += ["--symlink", str(path.readlink()), str(path)]
        else:
            words += ["--ro-bind", str(binds[path]), str(path)]
    return words


def _python() -> set[Path]:
    """The environment that runs this, and the installation that it was made from."""
    prefixes = {Path(sys.prefix), Path(sys.base_prefix)}
    return {path for prefix in prefixes for path in (prefix, prefix.resolve())}


def _engine(visible: Path) -> Iterator[tuple[Path, Path]]:
    """(path inside, path outside) of what a notebook may import from autograder, and of what runs it."""
    yield Path("autograder/sandbox/inside"), Path(__file__).parent / "inside"
    for name in "__init__.py", "doctor.py", "checks":
        if (visible / name).exists():
            yield Path("autograder", name), visible / name
    for path in (visible / "datasets").glob("*"):
        if path.name not in (ANSWERS_INSIDE, "__pycache__"):
            yield Path("autograder/datasets", path.name), path


def _unwelcome(visible: Path) -> Iterator[Path]:
    """Folders that hold the engine, a reference or somebody's files, should they lie in a visible folder."""
    yield Path.home()
    yield visible.parent if "site-packages" not in visible.parts else visible
    for folder in map(Path, sys.path):
        if folder.name in ("site-packages", "dist-packages"):
            yield folder / "autograder"
            yield folder / "tinytorch"


def _lies_in(path: Path, folders: Mapping[Path, Path]) -> bool:
    return any(folder in folders for folder in (path, *path.parents))
