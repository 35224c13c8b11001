"""Seeds of random inputs: the same for the same submission on every run, and not to be guessed by a student."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from course.checks import Check


def seed_of(secret: bytes, student: str, lesson: str, check: str) -> int:
    """Return the seed, below 2**63, of a check's random inputs for one student's submission."""
    message = "\0".join([student, lesson, check]).encode()
    return int.from_bytes(hmac.digest(secret, message, hashlib.sha256)[:8], "big") >> 1


def seeds_of(checks: Iterable[Check], secret: bytes, student: str, lesson: str) -> dict[str, int]:
    """Return {check: seed of its random inputs}; a check without any has 0."""
    return {c.name: seed_of(secret, student, lesson, c.name) if c.random else 0 for c in checks}
