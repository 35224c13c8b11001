"""Running probes: visible and hidden apart, and one cell that cannot be run costs its own exercise only."""

from autograder.probing import run_apart
from autograder.sandbox.job import JobReport
from course.probes.observe import Observation

FINE: Observation = {"status": "returned", "value": 1, "output": ""}
DEAD: Observation = {"status": "crashed", "message": "ended"}


class Runner:
    """Stands in for the sandbox: any job with a definition that says `hang` never gets to its probes."""

    def __init__(self):
        self.jobs = []

    def report(self, job):
        self.jobs.append(job)
        observation = DEAD if any("hang" in definition.cell_source for definition in job.definitions) else FINE
        return JobReport({probe.name: observation for probe in job.probes})


def seeds(lesson):
    return dict.fromkeys((check.name for check in lesson.checks), 7)


def test_visible_and_hidden_probes_never_share_a_job(lesson):
    runner = Runner()
    run_apart(runner, lesson, {"1.1": "fine", "1.2": "fine"}, seeds(lesson))
    assert [[probe.name for probe in job.probes[:-1]] for job in runner.jobs] == [
        ["matrix", "corner"],
        ["secret_shape", "drawn"],
    ]
    assert all(probe.seed == 7 for job in runner.jobs for probe in job.probes[:-1])


def test_every_job_ends_with_a_canary_of_its_own(lesson):
    runner = Runner()
    run_apart(runner, lesson, {"1.1": "fine"}, seeds(lesson))
    run_apart(runner, lesson, {"1.1": "fine"}, seeds(lesson))
    assert len({job.probes[-1].name for job in runner.jobs}) == 4


def test_a_job_holds_sources_and_probes_and_no_expected_value(lesson):
    runner = Runner()
    run_apart(runner, lesson, {"1.1": "fine"}, seeds(lesson))
    assert runner.jobs[0].definitions == (("shapes.contiguous_strides", "fine", lesson.exercises[0].stub),)
    assert {probe.source for job in runner.jobs for probe in job.probes[:-1]} == {
        check.source for check in lesson.checks
    }


def test_a_cell_that_hangs_when_it_is_run_is_left_out_and_the_others_are_graded(lesson):
    visible, hidden, _ = run_apart(Runner(), lesson, {"1.1": "hang", "1.2": "fine"}, seeds(lesson))
    assert set(visible.problems) == {"shapes.contiguous_strides"}
    assert visible.observations == {"matrix": FINE, "corner": FINE}
    assert hidden.observations == {"secret_shape": FINE, "drawn": FINE}
