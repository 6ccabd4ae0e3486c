"""The system calls that a submission may not use.

Whatever needs a capability fails without this filter, since P has none. Listed here is what needs none
and yet gains some, gets past a limit, or reaches another process.
"""

from __future__ import annotations

import errno
import socket

from pyseccomp import ALLOW, EQ, ERRNO, GT, MASKED_EQ, Arg, SyscallFilter

FORBIDDEN = (
    # a new user namespace would bring back every capability
    *("unshare", "setns"),
    # memory that no rlimit and no watchdog counts
    *("memfd_create", "memfd_secret", "shmget", "shmat", "shmctl", "msgget", "semget"),
    # keyrings and file locks are shared by all submissions of one uid, or of one file system
    *("add_key", "request_key", "keyctl", "flock"),
    # who reads which of the system's files, and which of them are in memory
    *("inotify_init", "inotify_init1", "mincore", "fadvise64", "readahead", "preadv2"),
    # other processes' memory and files
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp"),
    # large parts of the kernel that no notebook needs
    *("bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("personality", "name_to_handle_at", "open_by_handle_at", "fanotify_init"),
)

# fcntl's F_GETLK, F_SETLK, F_SETLKW, the same with OFD, F_SETLEASE, F_GETLEASE, F_NOTIFY: locks and who reads
FILE_WATCHING = (5, 6, 7, 36, 37, 38, 1024, 1025, 1026)
# CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
NEW_NAMESPACE = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
SHARED_AND_ANONYMOUS = 0x21  # MAP_SHARED | MAP_ANONYMOUS: keeps its pages when it is unmapped elsewhere
FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)


def build() -> SyscallFilter:
    """The filter, ready to be loaded by each P. Built once: it takes longer than loading it."""
    rules = SyscallFilter(ALLOW)
    no = ERRNO(errno.EPERM)
    for name in FORBIDDEN:
        rules.add_rule(no, name)
    for bit in NEW_NAMESPACE:
        rules.add_rule(no, "clone", Arg(0, MASKED_EQ, bit, bit))
    # Its flags lie in memory, where a filter cannot look; the C library then falls back to clone.
    rules.add_rule(ERRNO(errno.ENOSYS), "clone3")
    rules.add_rule(no, "mmap", Arg(3, MASKED_EQ, SHARED_AND_ANONYMOUS, SHARED_AND_ANONYMOUS))
    rules.add_rule(no, "prlimit64", Arg(0, GT, 0))
    for command in FILE_WATCHING:
        rules.add_rule(no, "fcntl", Arg(1, MASKED_EQ, 0xFFFFFFFF, command))  # the kernel reads 32 bits
    # Families such as AF_VSOCK know no network namespaces.
    rules.add_rule(no, "socket", Arg(0, GT, max(FAMILIES)))
    for family in set(range(max(FAMILIES))) - set(FAMILIES):
        rules.add_rule(no, "socket", Arg(0, EQ, family))
    return rules
