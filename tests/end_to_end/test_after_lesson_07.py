"""After lesson 07 the student's own framework, taken out of the course, learns to read handwritten digits."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course import workspace
from course.paths import checkout
from course.probes.definitions import find_definition

pytestmark = pytest.mark.slow

LAST = 7
NAME, PACKAGE = "Ada Lovelace", "minitorch_ada_lovelace"

SCRIPT = """
import json, sys
import PACKAGE as minitorch
from PACKAGE import nn, optim
from PACKAGE.data.standardize import standardize
from PACKAGE.training import Checkpoint, EarlyStopping, confusion_matrix, run_epoch
from PACKAGE.utils.data import DataLoader, TensorDataset
from PACKAGE.vision import load_digits

images, labels = load_digits()
pixels = images.reshape(1797, 64)
order = minitorch.randperm(1797, generator=minitorch.Generator().manual_seed(0))
parts = order[:1197], order[1197:1437], order[1437:]
train, validation, test = (
    TensorDataset(standardize(pixels[parts[0]], pixels[part])[1], labels[part]) for part in parts
)

called = set()
sys.setprofile(lambda frame, event, _: called.add((frame.f_code.co_filename, frame.f_code.co_qualname)))
minitorch.manual_seed(0)
shuffle = minitorch.Generator().manual_seed(0)
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 10))
optimizer = optim.AdamW(model.parameters(), lr=0.003, weight_decay=0.01)
stopping, loss = EarlyStopping(patience=8), nn.CrossEntropyLoss()
checkpoint = Checkpoint(model=model, optimizer=optimizer, stopping=stopping, shuffle=shuffle)


def one_pass():
    run_epoch(model, DataLoader(train, 32, shuffle=True, generator=shuffle), loss, optimizer)
    return stopping.step(run_epoch(model, DataLoader(validation, 240), loss), model)


one_pass()
checkpoint.save("run.safetensors")
checkpoint.load("run.safetensors")
sys.setprofile(None)
for _ in range(60):
    if one_pass():
        break
stopping.restore(model)
with minitorch.no_grad():
    read = model.eval()(test[:][0]).argmax(1)
table = confusion_matrix(read, test[:][1], num_classes=10)
print(json.dumps({
    "accuracy": table.diagonal().sum().item() / table.sum().item(),
    "called": sorted(called),
    "loaded": sorted({name.partition(".")[0] for name in sys.modules}),
}))
"""


@pytest.fixture(scope="module")
def written(course_kit, tmp_path_factory):
    """A student's folder in which every exercise up to lesson 07 is answered, and the answered exercises."""
    space = workspace.create(tmp_path_factory.mktemp("student"), course_kit)
    exercises = []
    for lesson in (course_kit.lesson(name) for name in course_kit.lessons):
        answers = course_kit.answers(lesson.name) if lesson.number <= LAST else {}
        for exercise in lesson.exercises if answers else ():
            workspace.save(space, exercise, find_definition(answers[exercise.path], exercise.name))
            exercises.append(exercise)
    return space, exercises


def course(folder, *arguments):
    """Run a command of the course in a process of its own, as a student does in a terminal."""
    environment = {**os.environ, "PYTHONPATH": str(checkout())}
    command = [sys.executable, "-m", "course", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def exported(written, tmp_path_factory):
    """The folder that `course export` wrote."""
    folder = tmp_path_factory.mktemp("elsewhere") / "mine"
    space, exercises = written
    said = course(space.folder, "export", "--name", NAME, str(folder))
    assert f"package {PACKAGE}, {len(exercises)} of " in said
    return folder


@pytest.fixture(scope="module")
def outcome(exported):
    """What the script says, run from an empty folder with nothing but the exported package."""
    empty = exported.parent / "empty"
    empty.mkdir()
    environment = {"PYTHONPATH": str(exported), "PATH": os.environ["PATH"], "HOME": str(empty)}
    script = SCRIPT.replace("PACKAGE", PACKAGE)
    command = [sys.executable, "-W", "error", "-c", script]
    finished = subprocess.run(
        command, cwd=empty, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def test_it_reads_97_per_cent_of_the_digits_it_has_not_seen(outcome):
    assert outcome["accuracy"] >= 0.97


def test_nothing_of_the_course_or_of_the_reference_takes_part(outcome, exported):
    assert not {"course", "autograder", "minitorch", "minitorch_ref", "numba", "torch"} & set(outcome["loaded"])
    assert {path.name for path in exported.iterdir()} == {PACKAGE, "README.md", "pyproject.toml"}
    for around in ("backends/numba_cpu", "backends/numba_cuda", "utils/data/rows.py"):
        assert not (exported / PACKAGE / around).exists()


def test_the_students_definitions_of_every_lesson_about_tensors_take_part(outcome, written, exported):
    _, exercises = written
    used = set()
    for exercise in exercises:
        module, _, name = exercise.path.rpartition(".")
        file = str(exported / PACKAGE / Path(*module.split("."))) + ".py"
        if any(place == file and what.partition(".")[0] == name for place, what in outcome["called"]):
            used.add(exercise.id)
    lessons = {exercise.id.partition(".")[0] for exercise in exercises} - {"3"}  # of scalars, a model of its own
    assert {number.partition(".")[0] for number in used} == lessons
    assert {"5.2", "5.3", "5.5", "5.6", "5.7", "5.9"} <= used
    assert {f"7.{number}" for number in range(1, 9)} - {"7.5"} <= used  # confusion_matrix comes after the profile


def test_the_report_lists_every_definition_as_the_students(written, exported):
    space, exercises = written
    readme = (exported / "README.md").read_text(encoding="utf-8")
    mine = readme.partition(f"## Written by {NAME}")[2].partition("\n## ")[0]
    assert [line[3:-1] for line in mine.splitlines() if line.startswith("- ")] == [
        f"{PACKAGE}.{exercise.path}" for exercise in exercises
    ]
    assert "Filled in with the course's own answer" not in readme
    steps = json.loads(course(space.folder, "progress", "--json"))
    states = {step["exercise"]: step["state"] for step in steps if step["author"] == "student"}
    assert states == {exercise.id: "passing" for exercise in exercises}
