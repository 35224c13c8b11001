"""Errors of the sandbox.

AutograderError
└── SandboxError               the sandbox itself failed; says nothing about the code that was to run
    └── SandboxUnavailableError     this machine cannot give the protection that was asked for
"""

from __future__ import annotations

from autograder.errors import AutograderError


class SandboxError(AutograderError):
    """The sandbox failed before or beside the untrusted code; no submission is to blame."""


class SandboxUnavailableError(SandboxError):
    """This machine cannot give the protection that was asked for."""
