"""Numbers of the system calls the sandbox makes or denies, for x86_64 and aarch64."""

from __future__ import annotations

import platform

X86_64, AARCH64 = "x86_64", "aarch64"

LAST_KNOWN = 450
"""The newest system call considered here; later ones are denied until someone has looked at them."""

# fmt: off
Numbers = dict[str, tuple[int | None, int | None]]

DENIED: Numbers = {
    # mounts
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "move_mount": (429, 429), "open_tree": (428, 428), "fsopen": (430, 430), "fsmount": (432, 432),
    "fsconfig": (431, 431), "fspick": (433, 433), "mount_setattr": (442, 442),
    # namespaces
    "unshare": (272, 97), "setns": (308, 268),
    # other processes
    "kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "kcmp": (312, 272), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    # new processes and programs
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    # network
    "socket": (41, 198), "socketpair": (53, 199),
    # memory outside of the process's own accounting
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196),
    "shmdt": (67, 197), "shmctl": (31, 195), "semget": (64, 190), "semop": (65, 193), "semctl": (66, 191),
    "semtimedop": (220, 192), "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187),
    "mq_open": (240, 180), "mq_unlink": (241, 181), "userfaultfd": (323, 282), "mbind": (237, 235),
    "migrate_pages": (256, 238), "move_pages": (279, 239), "set_mempolicy": (238, 237),
    "remap_file_pages": (216, 234), "vmsplice": (278, 75),
    # identities and privileges
    "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145), "setregid": (114, 143),
    "setresuid": (117, 147), "setresgid": (119, 149), "setfsuid": (122, 151), "setfsgid": (123, 152),
    "setgroups": (116, 159), "capset": (126, 91),
    # device files, owners, modes, times and attributes, which Landlock leaves alone
    "mknod": (133, None), "mknodat": (259, 33), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53),
    "chown": (92, None), "lchown": (94, None), "fchown": (93, 55), "fchownat": (260, 54), "setxattr": (188, 5),
    "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15),
    "fremovexattr": (199, 16), "utime": (132, None), "utimes": (235, None), "futimesat": (261, None),
    "utimensat": (280, 88), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262), "quotactl": (179, 60), "quotactl_fd": (443, 443),
    # the kernel and the machine
    "bpf": (321, 280), "perf_event_open": (298, 241), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "io_setup": (206, 0), "io_submit": (209, 2), "io_destroy": (207, 1),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "create_module": (174, None), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "syslog": (103, 116), "acct": (163, 89), "personality": (135, 92), "ioperm": (173, None), "iopl": (172, None),
    "modify_ldt": (154, None), "lookup_dcookie": (212, 18), "nfsservctl": (180, 42), "_sysctl": (156, None),
    "uselib": (134, None), "vhangup": (153, 58), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "clock_adjtime": (305, 266), "adjtimex": (159, 171), "sethostname": (170, 161), "setdomainname": (171, 162),
}
"""{name: (number on x86_64, number on aarch64)} of the calls that untrusted code may not make."""

_OTHERS: Numbers = {
    "clone": (56, 220), "clone3": (435, 435), "tgkill": (234, 131), "ioctl": (16, 29),
    "landlock_create_ruleset": (444, 444), "landlock_add_rule": (445, 445), "landlock_restrict_self": (446, 446),
    "seccomp": (317, 277),
}
# fmt: on


def machine() -> str:
    """Return the architecture whose system calls this process makes.

    Raises: OSError if it is not one of those known here.
    """
    name = platform.machine()
    if name not in (X86_64, AARCH64):
        raise OSError(f"system calls of {name} are not known to the sandbox; it knows {X86_64} and {AARCH64}")
    return name


def number(name: str) -> int:
    """Return the number of system call `name` on this machine.

    Raises: OSError if the machine has none of that name.
    """
    found = number_on(machine(), name)
    if found is None:
        raise OSError(f"this machine has no system call {name}")
    return found


def number_on(architecture: str, name: str) -> int | None:
    """Return the number of system call `name`, None if that architecture does without it."""
    return (DENIED | _OTHERS)[name][0 if architecture == X86_64 else 1]
