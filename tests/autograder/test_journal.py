"""The journal: states only move forward, survive a kill, and a result is written once."""

import os
import signal
import sqlite3
import subprocess
import sys

import pytest

from autograder.errors import AutograderError
from autograder.journal import Journal, Key

ADA = Key("ada", "01_toy", "d1", "e1")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "private/journal.db"


def test_a_submission_goes_from_received_to_graded_to_recorded(file):
    with Journal(file) as journal:
        assert journal.state(ADA) == "unknown"
        journal.receive([ADA])
        assert (journal.state(ADA), journal.result(ADA)) == ("received", None)
        journal.graded(ADA, {"points": 3})
        assert (journal.state(ADA), journal.result(ADA)) == ("graded", {"points": 3})
        journal.recorded([ADA])
        assert journal.state(ADA) == "recorded"


def test_receiving_again_keeps_the_state(file):
    with Journal(file) as journal:
        journal.receive([ADA])
        journal.graded(ADA, {"points": 3})
        journal.receive([ADA])
        assert journal.state(ADA) == "graded"


def test_another_content_or_edition_is_another_submission(file):
    with Journal(file) as journal:
        journal.receive([ADA])
        journal.graded(ADA, {})
        for other in (
            Key("ada", "01_toy", "d2", "e1"),
            Key("ada", "01_toy", "d1", "e2"),
            Key("bob", "01_toy", "d1", "e1"),
        ):
            journal.receive([other])
            assert journal.state(other) == "received"


def test_recording_a_newer_submission_takes_the_older_one_out_of_the_gradebook(file):
    newer = Key("ada", "01_toy", "d2", "e1")
    with Journal(file) as journal:
        journal.receive([ADA, newer])
        for key in (ADA, newer):
            journal.graded(key, {})
            journal.recorded([key])
        assert (journal.state(ADA), journal.state(newer)) == ("graded", "recorded")


def test_what_is_only_received_cannot_be_recorded(file):
    with Journal(file) as journal:
        journal.receive([ADA])
        journal.recorded([ADA])
        assert journal.state(ADA) == "received"


def test_the_secret_is_drawn_once_and_the_file_is_private(file):
    with Journal(file) as journal:
        secret = journal.secret()
    with Journal(file) as journal:
        assert journal.secret() == secret
    assert len(secret) == 32
    assert file.stat().st_mode & 0o077 == 0


def test_every_commit_reaches_the_disk(file):
    with Journal(file) as journal:
        [[mode]] = journal._run("PRAGMA journal_mode")
        [[synchronous]] = journal._run("PRAGMA synchronous")
    assert (mode, synchronous) == ("wal", 2)


def test_a_result_written_before_kill_9_is_there_afterwards(file):
    script = (
        "import os, signal, sys, pathlib\n"
        "from autograder.journal import Journal, Key\n"
        "journal = Journal(pathlib.Path(sys.argv[1]))\n"
        "key = Key('ada', '01_toy', 'd1', 'e1')\n"
        "journal.receive([key])\n"
        "journal.graded(key, {'points': 3})\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(file)], env=dict(os.environ), check=False)
    assert done.returncode == -signal.SIGKILL
    with Journal(file) as journal:
        assert journal.result(ADA) == {"points": 3}


def test_a_damaged_journal_is_an_error_with_a_way_out(file):
    file.parent.mkdir()
    file.write_bytes(b"this is not a database, whatever it is" * 100)
    with pytest.raises(AutograderError, match="Move it aside"):
        Journal(file)


def test_a_journal_damaged_in_the_middle_says_the_same_when_that_is_noticed(file):
    with Journal(file) as journal:
        journal.receive([Key(f"student-{n}", "01_toy", "d" * 64, "e1") for n in range(500)])
    content = file.read_bytes()
    file.write_bytes(content[:8192] + b"?" * (len(content) - 8192))
    with Journal(file) as journal, pytest.raises(AutograderError, match="Move it aside"):
        journal.times_graded()


def test_a_locked_journal_loses_nothing(file):
    with Journal(file) as journal:
        journal.receive([ADA])
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        journal._db.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(AutograderError, match="Nothing is lost"):
            journal.graded(ADA, {})
        other.close()
        journal.graded(ADA, {"points": 1})
        assert journal.result(ADA) == {"points": 1}
