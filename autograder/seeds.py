"""Seeds of random inputs: the same for the same submission on every run, and not to be guessed by a student."""

from __future__ import annotations

import hashlib
import hmac


def seed_of(secret: bytes, student: str, lesson: str, check: str) -> int:
    """Return the seed, below 2**63, of a check's random inputs for one student's submission."""
    message = "\0".join([student, lesson, check]).encode()
    return int.from_bytes(hmac.digest(secret, message, hashlib.sha256)[:8], "big") >> 1
