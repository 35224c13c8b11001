"""Ways out of the sandbox, to be tried from within: each must fail on a machine that gives full protection."""

from __future__ import annotations

from typing import NamedTuple


class Escape(NamedTuple):
    """An attempt to get out.

    Attributes:
        does: what it tries, for a person to read.
        body: the lines of a function that returns True if it worked; OUTSIDE, PORT, PID and MEMORY are known to it.
    """

    does: str
    body: str


ESCAPES: dict[str, Escape] = {
    "read_outside": Escape("read a file outside", "return len(open(OUTSIDE).read()) > 0"),
    "stat_outside": Escape("see that a file outside exists", "import os; return os.path.exists(OUTSIDE)"),
    "write_outside": Escape("change a file outside", "return open(OUTSIDE, 'a').write('x') > 0"),
    "read_passwd": Escape("read /etc/passwd", "return len(open('/etc/passwd').read()) > 0"),
    "write_python": Escape(
        "leave a file for the next", "import os; return open(os.__file__ + '.x', 'w').write('x') > 0"
    ),
    "connect": Escape(
        "connect to this machine", "import socket; socket.create_connection(('127.0.0.1', PORT)); return True"
    ),
    "unix_socket": Escape("open a Unix socket", "import socket; socket.socket(socket.AF_UNIX); return True"),
    "fork": Escape("start a process", "import os; pid = os.fork(); os._exit(0) if pid == 0 else None; return True"),
    "thread_fork": Escape(
        "start a process past the C library",
        "import ctypes, platform; number = {'x86_64': 56, 'aarch64': 220}[platform.machine()]\n"
        "    return ctypes.CDLL(None).syscall(number, 17, 0, 0, 0, 0) > 0",
    ),
    "execute": Escape("run a program", "import os; os.execv('/bin/true', ['true'])"),
    "signal": Escape("signal another process", "import os; os.kill(PID, 0); return True"),
    "see_processes": Escape(
        "see other processes",
        "import os; return len([p for p in os.listdir('/proc') if p.isdigit()]) > 2",
    ),
    "become_root": Escape("become root", "import os; os.setuid(0); return os.getuid() == 0"),
    "mount": Escape(
        "mount a file system", "import ctypes; return ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0"
    ),
    "namespace": Escape("make a user namespace", "import ctypes; return ctypes.CDLL(None).unshare(0x10000000) == 0"),
    "trace": Escape("trace a process", "import ctypes; return ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0"),
    "environment": Escape("read the grader's environment", "import os; return 'OUTSIDE_CANARY' in os.environ"),
    "memory": Escape("take twice the memory allowed", "return len(bytearray(2 * MEMORY)) > 0"),
    "threads": Escape(
        "start a thousand threads",
        "import threading\n    stop = threading.Event()\n"
        "    for _ in range(1000): threading.Thread(target=stop.wait, daemon=True).start()\n    return True",
    ),
    "disk": Escape("fill the disk", "return open('/tmp/x', 'wb').write(bytes(1 << 28)) > 0"),
    "time": Escape("run for ever", "while True: pass"),
}


ONLY_SEES = frozenset(ESCAPES[name].does for name in ("stat_outside", "see_processes"))
"""Ways out that show that something exists, but neither read nor change it: possible at the reduced level."""


class Surroundings(NamedTuple):
    """What there is to find outside: a file, a port, a process; and the memory allowed inside, in bytes."""

    outside: str
    port: int
    pid: int
    memory: int


def escape_source(name: str, known: Surroundings) -> str:
    """Return the source of the probe `name` that tries this way out."""
    return f"def {name}(mt):\n    OUTSIDE, PORT, PID, MEMORY = {tuple(known)!r}\n    {ESCAPES[name].body}\n"
