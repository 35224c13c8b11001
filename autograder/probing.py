"""Run a lesson's probes on the answers of one submission, in the sandbox."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.canary import canary, take_canary
from autograder.grading import Runner
from autograder.lessons import Lesson
from autograder.sandbox.job import Definition, Job, JobReport, Probe

NOTHING = Probe("nothing", "def nothing(mt):\n    return None\n")
DEFINITION_FAILED = "running this cell hung or ended the process, so its definition was left out"


def run_apart(
    runner: Runner, lesson: Lesson, sources: Mapping[str, str], seeds: Mapping[str, int]
) -> tuple[JobReport, JobReport, bool]:
    """Return the reports of the visible and of the hidden probes, and whether a canary gave a wrong answer.

    They are separate jobs: what a student is shown of the first can tell nothing of the second. A cell that cannot even
    be run without hanging or ending the process costs its own exercise only: it is found and left out.
    """
    definitions = [Definition(e.path, sources[e.id], e.stub) for e in lesson.exercises if e.id in sources]
    probes = {
        hidden: tuple(Probe(c.name, c.source, seeds[c.name]) for c in lesson.checks if c.hidden is hidden)
        for hidden in (False, True)
    }
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
