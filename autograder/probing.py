"""Run a lesson's probes on the answers of one submission, in the sandbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autograder.canary import canary, take_canary
from autograder.grading import Runner
from autograder.lessons import Lesson
from autograder.sandbox.job import Definition, Job, JobReport, Probe
from course.checks import Check

NOTHING = Probe("nothing", "def nothing(mt):\n    return None\n")
DEFINITION_FAILED = "running this cell hung or ended the process, so its definition was left out"


def definitions_of(lesson: Lesson, sources: Mapping[str, str]) -> tuple[Definition, ...]:
    """The definitions of a submission: those exercises of a lesson for which `sources` has a cell, in order."""
    return tuple(Definition(e.path, sources[e.id], e.stub) for e in lesson.exercises if e.id in sources)


def probes_of(checks: Iterable[Check], seeds: Mapping[str, int]) -> tuple[Probe, ...]:
    """The probes of checks, with the seeds of their random inputs."""
    return tuple(Probe(check.name, check.source, seeds[check.name]) for check in checks)


def run_apart(
    runner: Runner, lesson: Lesson, sources: Mapping[str, str], seeds: Mapping[str, int]
) -> tuple[JobReport, JobReport, bool]:
    """Return the reports of the visible and of the hidden probes, and whether a canary gave a wrong answer.

    They are separate jobs: what a student is shown of the first can tell nothing of the second. A cell that cannot even
    be run without hanging or ending the process costs its own exercise only: it is found and left out.
    """
    definitions = list(definitions_of(lesson, sources))
    probes = {hidden: probes_of((c for c in lesson.checks if c.hidden is hidden), seeds) for hidden in (False, True)}
    canaries = {hidden: canary() for hidden in (False, True)}
    jobs = {hidden: (*probes[hidden], canaries[hidden]) for hidden in (False, True)}
    visible = runner.report(Job(tuple(definitions), jobs[False]))
    culprits: dict[str, str] = {}
    if _never_began(visible):
        culprits = {
            d.path: DEFINITION_FAILED for d in definitions if _never_began(runner.report(Job((d,), (NOTHING,))))
        }
        definitions = [definition for definition in definitions if definition.path not in culprits]
        visible = runner.report(Job(tuple(definitions), jobs[False]))
    hidden = runner.report(Job(tuple(definitions), jobs[True]))
    visible.problems.update(culprits)
    tampered = [take_canary(report, canaries[kind]) for kind, report in ((False, visible), (True, hidden))]
    return visible, hidden, any(tampered)


def _never_began(report: JobReport) -> bool:
    """Whether no probe returned or raised anything: the definitions are to blame, if anything is."""
    return bool(report.observations) and all(
        observation.get("status") not in ("returned", "raised") for observation in report.observations.values()
    )
