"""Run untrusted code: knows how to lock a process away and bring plain data back, nothing of answers or points."""

from autograder.sandbox.errors import SandboxError, SandboxUnavailableError
from autograder.sandbox.job import Definition, Job, JobReport, Probe
from autograder.sandbox.layers import FULL, LAYERS, LEVELS, NONE, REDUCED
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import Sandbox

__all__ = [
    "FULL",
    "LAYERS",
    "LEVELS",
    "NONE",
    "REDUCED",
    "Definition",
    "Job",
    "JobReport",
    "Limits",
    "Probe",
    "Sandbox",
    "SandboxError",
    "SandboxUnavailableError",
]
