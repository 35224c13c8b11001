"""A disk that is full, a gradebook that is locked, damaged or an old copy: a sentence, nothing lost, graded once."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from autograder.course_folder import journal_file
from autograder.errors import AutograderError
from autograder.journal import Journal
from autograder.pipeline import Request, grade_class
from autograder.sandbox.limits import Limits
from course.paths import checkout
from tests.end_to_end.books import grades

pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader, pytest.mark.slow]

QUICK = Limits(wall=1.5, memory=512 << 20)

ON_A_FULL_DISK = """
set -e
mount -t tmpfs -o size=64m none "$disk"
cp -r "$course" "$disk/course"
used=$(df --output=used -k "$disk" | tail -1)
mount -o remount,size=$((used + free))k "$disk"
if "$python" -m autograder grade "$class" --course-dir "$disk/course" --lesson 1; then exit 9; fi
echo MORE ROOM >&2
mount -o remount,size=64m "$disk"
"$python" -m autograder grade "$class" --course-dir "$disk/course" --lesson 1 >&2
rm -r "$course"
cp -r "$disk/course" "$course"
"""


@pytest.fixture
def three(hand_in, model):
    """The folder of a class: all right, half done, nothing done."""
    hand_in("full", model)
    hand_in("none", {})
    return hand_in("half", dict(list(model.items())[:4]))


def grade(folder, course):
    return grade_class(Request(folder, course, lesson="1", limits=QUICK))


def times_graded(course):
    with Journal(journal_file(course)) as journal:
        return set(journal.times_graded().values())


@pytest.mark.parametrize("free", [0, 150, 600], ids="{} KiB free".format)
def test_on_a_full_disk_it_stops_with_a_sentence_and_goes_on_when_there_is_room(
    free, three, course, tensors, tmp_path, material
):
    (tmp_path / "disk").mkdir()
    private = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]
    if subprocess.run([*private, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False).returncode:
        pytest.skip("NOT TESTED: this machine lets us mount no file system of our own")
    places = {"disk": tmp_path / "disk", "course": course, "class": three, "python": sys.executable, "free": free}
    environment = os.environ | {name: str(value) for name, value in places.items()} | {"PYTHONPATH": str(checkout())}
    done = subprocess.run(
        [*private, "sh", "-c", ON_A_FULL_DISK], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    first, _, second = done.stderr.partition("MORE ROOM")
    assert "Traceback" not in first + second
    assert "full" in first or "No space left" in first
    assert "start again" in first
    full = sum(exercise.points for exercise in tensors.exercises)
    earned = {student: sum(row[2] or 0 for row in grades(course) if row[0] == student) for student in ("full", "none")}
    assert earned == {"full": full, "none": 0}
    assert len({row[0] for row in grades(course)}) == 3
    assert times_graded(course) == {1}
    assert len(list((course / "feedback").rglob("*.html"))) == 3


def test_a_locked_gradebook_is_left_alone_and_filled_when_it_is_free(three, course):
    with closing(sqlite3.connect(course / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(AutograderError, match=r"is locked.*kept.*free the database"):
            grade(three, course)
        other.execute("ROLLBACK")
    assert grade(three, course).graded == 0
    assert len({row[0] for row in grades(course)}) == 3
    assert times_graded(course) == {1}


@pytest.mark.parametrize("begin", [0, 8192], ids=["at its beginning", "in the middle"])
def test_a_damaged_gradebook_is_named_and_a_new_one_is_filled_without_grading(begin, three, course, empty_gradebook):
    grade(three, course)
    before = grades(course)
    content = (course / "gradebook.db").read_bytes()
    (course / "gradebook.db").write_bytes(content[:begin] + b"?" * (len(content) - begin))
    with pytest.raises(AutograderError, match=r"Results are kept.*move the database aside.*backups"):
        grade(three, course)
    assert (course / "gradebook.db").read_bytes()[begin:] == b"?" * (len(content) - begin)
    shutil.copy(empty_gradebook, course / "gradebook.db")
    assert grade(three, course).graded == 0
    assert grades(course) == before
    assert times_graded(course) == {1}


def test_an_old_copy_of_the_gradebook_is_brought_up_to_date(three, course, hand_in, model):
    grade(three, course)
    shutil.copy(course / "gradebook.db", course / "copy.db")
    hand_in("none", model)
    grade(three, course)
    latest = grades(course)
    shutil.copy(course / "copy.db", course / "gradebook.db")
    assert grades(course) != latest
    assert grade(three, course).graded == 0
    assert grades(course) == latest


def test_a_class_that_hands_in_again_is_recorded_in_parts_and_the_gradebook_before_is_kept_once(
    three, course, hand_in, model, monkeypatch, tensors
):
    monkeypatch.setattr("autograder.pipeline.RECORDED_AT_ONCE", 1)
    grade(three, course)
    before = grades(course)
    assert not (course / ".autograder/backups").exists()
    for student in ("full", "half", "none"):
        hand_in(student, model, lambda notebook: notebook["cells"][0].update(source="Handed in again."))
    assert grade(three, course).graded == 3
    full = sum(exercise.points for exercise in tensors.exercises)
    earned = [sum(row[2] or 0 for row in grades(course) if row[0] == student) for student in ("full", "half", "none")]
    assert earned == [full] * 3
    [copy] = (course / ".autograder/backups").glob("*.db")
    shutil.copy(copy, course / "gradebook.db")
    assert grades(course) == before
