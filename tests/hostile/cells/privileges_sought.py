TRIES = "become root, trace, mount, load and enter what it can"
MAY_EARN = "all"
CELL = """
import functools
import contextlib
import ctypes
import os


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        c = ctypes.CDLL(None)
        for act in (
            lambda: os.setuid(0),
            lambda: os.setgroups([0]),
            lambda: os.chroot("/tmp"),
            lambda: c.mount(b"proc", b"/tmp", b"proc", 0, None),
            lambda: c.umount2(b"/proc", 2),
            lambda: c.unshare(0x10000000 | 0x20000),
            lambda: c.ptrace(16, 1, 0, 0),
            lambda: c.prctl(38, 0, 0, 0, 0),
            lambda: c.setns(3, 0),
            lambda: open("/proc/sys/kernel/core_pattern", "w"),
            lambda: open("/sys/kernel/uevent_helper", "w"),
            lambda: os.mknod("/tmp/disk", 0o60666, os.makedev(8, 0)),
        ):
            with contextlib.suppress(Exception):
                act()
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
