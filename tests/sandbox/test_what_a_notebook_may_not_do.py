"""Code in the sandbox has no privileges, and no way to any."""

from __future__ import annotations

import pytest
from rooms import Room, text

CALL = """
import ctypes, errno, mmap, os, pyseccomp, signal, socket
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    result = libc.syscall(number, *arguments)
    print(errno.errorcode[ctypes.get_errno()] if result == -1 else "allowed")
"""
NEWUSER = 0x10000000


ATTEMPTS = (
    f"'unshare', {NEWUSER}",
    f"'clone', {NEWUSER} | signal.SIGCHLD, 0, 0, 0, 0",
    "'clone3', 0, 0",
    "'setuid', 0",
    "'mount', b'none', b'/tmp', b'tmpfs', 0, None",
    "'umount2', b'/proc', 0",
    "'memfd_create', b'x', 0",
    "'shmget', 1, 4096, 0o1777",
    "'mmap', None, 4096, 3, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS, -1, 0",
    "'ptrace', 16, 1, 0, 0",
    "'keyctl', 0, -3, 0",
    "'prlimit64', 1, 7, None, None",
    "'inotify_init1', 0",
    "'fanotify_init', 0, 0",
    "'fcntl', open('/etc/ld.so.cache').fileno(), 5, ctypes.create_string_buffer(64)",  # F_GETLK
    "'fcntl', open('lock', 'w').fileno(), 6, ctypes.create_string_buffer(64)",  # F_SETLK
    "'fcntl', open('lock', 'w').fileno(), 37, ctypes.create_string_buffer(64)",  # F_OFD_SETLK
    "'fcntl', open('lock', 'w').fileno(), ctypes.c_long(6 + (1 << 32)), ctypes.create_string_buffer(64)",
    "'fcntl', os.open('/usr', 0), 1026, 1",  # F_NOTIFY
    "'fcntl', open('lock').fileno(), 1024, 0",  # F_SETLEASE
    "'mincore', None, 0, None",
    "'preadv2', open('/etc/ld.so.cache').fileno(), None, 0, 0, 0, 8",
    "'socket', socket.AF_NETLINK, socket.SOCK_RAW, 0",
    "'socket', socket.AF_VSOCK, socket.SOCK_STREAM, 0",
)


@pytest.fixture(scope="module")
def refusals(room: Room) -> dict[str, str]:
    """What the kernel says to each of ATTEMPTS."""
    run = room.run(CALL, *(f"call({attempt})" for attempt in ATTEMPTS))
    return {attempt: text(run, f"s{n}") for n, attempt in enumerate(ATTEMPTS, 1)}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_kernel_refuses(refusals: dict[str, str], attempt: str) -> None:
    # ENOSYS sends the C library back to clone; EINVAL: uid 0 does not exist in an ordinary user's namespace
    assert refusals[attempt] in ("EPERM\n", "ENOSYS\n", "EINVAL\n")


def test_no_capability_is_left_and_none_can_be_gained(room: Room) -> None:
    printed = room.printed("""
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines())
names = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]
print({int(status[name], 16) for name in names}, status["NoNewPrivs"], status["Seccomp"])
""")
    assert printed == "{0} 1 2\n"


def test_each_submission_has_its_own_share_of_the_processors(room: Room) -> None:
    assert room.printed("import os; print(os.getsid(0) == os.getpid())") == "True\n"


def test_the_trusted_process_can_neither_be_read_nor_killed(room: Room) -> None:
    printed = room.printed("""
import os, signal
for path in "/proc/1/mem", "/proc/1/environ", "/proc/1/maps", "/proc/1/fd":
    try:
        os.listdir(path) if path.endswith("fd") else open(path, "rb").read(1)
        print("read", path)
    except PermissionError:
        pass
for number in signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGSTOP, signal.SIGSEGV:
    try:
        os.kill(1, number)
    except PermissionError:
        pass
print("alive")
""")
    assert printed == "alive\n"


def test_each_submission_has_a_uid_of_its_own_where_root_asks(room: Room) -> None:
    if room.mode == "user":
        pytest.skip("an ordinary user has one uid")
    uids = {room.printed("import os; print(os.getuid(), os.getgid(), os.getgroups())") for _ in range(2)}
    assert len(uids) == 2 and not any(" 0 " in uid or uid.startswith("0 ") for uid in uids)
