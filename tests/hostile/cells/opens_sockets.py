TRIES = "call home: connect, resolve a name, listen"
MAY_EARN = "all"
CELL = """
import functools
import contextlib
import socket


def attack(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        for family, address in (
            (socket.AF_INET, ("127.0.0.1", __PORT__)),
            (socket.AF_INET6, ("::1", __PORT__)),
            (socket.AF_UNIX, "/run/docker.sock"),
        ):
            with contextlib.suppress(OSError):
                socket.socket(family).connect(address)
        with contextlib.suppress(OSError, LookupError):
            socket.getaddrinfo("example.org", 80)
        with contextlib.suppress(OSError):
            socket.create_server(("0.0.0.0", 0))
        return function(*args, **kwargs)

    return wrapper


@attack
__DEFINITION__
"""
