"""A notebook sees Python, the checks and its own package. Nothing else of this machine."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest
from rooms import Room, notebook, text

from autograder.sandbox import Sandbox, bubblewrap
from autograder.sandbox.inside.namespaces import PLACE

REPOSITORY = Path(__file__).parents[2]


def test_no_network(room: Room) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert "connected" not in room.printed(f"""
import socket
for address in ("127.0.0.1", {port}), ("1.1.1.1", 53):
    try:
        socket.create_connection(address, timeout=0.5)
        print("connected to", address)
    except OSError as error:
        print(error)
""")


def test_no_file_of_the_repository_a_gradebook_or_a_home(room: Room, tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").touch()
    places = [str(place) for place in (tmp_path, Path.home(), REPOSITORY, "/home")]
    python = sys.prefix, sys.base_prefix
    printed = room.printed(f"""
import os
print([
    os.path.join(folder, name)
    for place in {places}
    for folder, _, names in os.walk(place)
    for name in names
    if not folder.startswith({python})
])
""")
    assert printed == "[]\n"


def test_no_engine_no_reference_and_no_graders_labels(room: Room) -> None:
    printed = room.printed("""
import importlib.util, os
rooms = [f"autograder.{room}" for room in ("judge", "grading", "sandbox.server", "course")]
print([name for name in ("tinytorch", *rooms) if importlib.util.find_spec(name)])
print([name for _, _, names in os.walk("/engine") for name in names if "grader" in name])
""")
    assert printed == "[]\n[]\n"


def test_an_installed_reference_and_engine_are_covered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "lib" / "site-packages"
    for name in "tinytorch", "autograder":
        (packages / name).mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "path", [str(packages), *sys.path])
    words = bubblewrap.command("root", packages / "autograder", [], {})
    bound = words.index(str(tmp_path))
    for name in "tinytorch", "autograder":
        place = words.index(str(packages / name))
        assert words[place - 1] == "--tmpfs" and place > bound


def test_a_notebook_sees_its_own_package(room: Room) -> None:
    one, other = room.together(
        [
            (notebook("import tinytorch; print(tinytorch.name)"), {"tinytorch/__init__.py": b"name = 'one'"}),
            (notebook("from tinytorch.core import tensor; print(tensor.x)"), OTHER),
        ]
    )
    assert (text(one, "s0"), text(other, "s0")) == ("one\n", "5\n")


OTHER = {
    "tinytorch/__init__.py": b"",
    "tinytorch/core/__init__.py": b"",
    "tinytorch/core/tensor.py": b"x = 5",
}


@pytest.mark.parametrize("name", ["/etc/x", "../x"])
def test_a_package_file_outside_the_package_is_refused(sandbox: Sandbox, name: str) -> None:
    with pytest.raises(ValueError, match="relative path"):
        sandbox.run([], {name: b""})


def test_other_submissions_cannot_be_seen_nor_reached(room: Room) -> None:
    host = """
import socket, time
for folder in "/dev/shm", "/tmp", ".", "~":
    open(os.path.expanduser(f"{folder}/mine"), "w").write("secret")
hidden = socket.socket(socket.AF_UNIX); hidden.bind("\\0mine"); hidden.listen()
port = socket.create_server(("", 7777))
time.sleep(1)
"""
    guest = """
import socket, time
time.sleep(0.5)
found = [f for f in ("/dev/shm", "/tmp", ".", "~") if os.path.exists(os.path.expanduser(f"{f}/mine"))]
for family, address in (socket.AF_UNIX, "\\0mine"), (socket.AF_INET, ("127.0.0.1", 7777)):
    if socket.socket(family).connect_ex(address) == 0:
        found.append(address)
print(found, len([name for name in os.listdir("/proc") if name.isdigit()]))
"""
    _, run = room.together([(notebook("import os" + host), {}), (notebook("import os" + guest), {})])
    assert text(run, "s0") == "[] 2\n"  # pid 1 and itself


def test_what_the_kernel_counts_for_all_is_not_shown(room: Room) -> None:
    """And what a notebook needs of it works: psutil, the number of processors, its own memory."""
    printed = room.printed("""
import os, pathlib, psutil
names = "locks stat vmstat diskstats interrupts schedstat loadavg sys/fs/file-nr pressure/cpu".split()
print([name for name in names if (path := pathlib.Path("/proc", name)).exists() and path.read_text()])
print(os.cpu_count() >= 1, psutil.Process().memory_info().rss > 1e6, psutil.virtual_memory().total > 1e6)
""")
    assert printed == "[]\nTrue True True\n"


def test_only_its_own_folders_can_be_written(room: Room) -> None:
    printed = room.printed("""
import os, sys
def writable(folder):
    try:
        open(os.path.join(folder, "x"), "w").close()
    except OSError:
        return False
    return True
shared = ["/", "/dev", "/etc", "/usr", "/engine/autograder/checks", os.path.dirname(os.__file__), sys.prefix]
own = [os.getcwd(), os.path.expanduser("~"), "/tmp", "/dev/shm"]
print(*filter(writable, shared))
print(*filter(writable, own))
""")
    assert printed == f"\n{PLACE}/notebook {PLACE}/home /tmp /dev/shm\n"
