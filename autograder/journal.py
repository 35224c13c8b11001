"""The journal: the state of every submission, on disk before the next step begins.

A submission is `received`, then `graded` (its result is in the journal), then `recorded` (its grade is in the gradebook
and its feedback written). Whatever happens in between, starting again goes on from here.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.errors import AutograderError

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS submissions (
    student TEXT NOT NULL, lesson TEXT NOT NULL, digest TEXT NOT NULL, edition TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received', 'graded', 'recorded')),
    result TEXT, graded_times INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (student, lesson, digest, edition),
    CHECK (state = 'received' OR result IS NOT NULL)
);
CREATE TABLE IF NOT EXISTS gradings (student TEXT NOT NULL, at REAL NOT NULL);
"""

WAY_OUT = (
    "Move it aside, with the files beside it whose names begin alike, and grade again: the gradebook keeps its grades, "
    "and every submission is graded anew"
)
KEY = "student = ? AND lesson = ? AND digest = ? AND edition = ?"


@dataclass(frozen=True)
class Key:
    """What makes a grade: who, which lesson, the content handed in, the edition of the lesson."""

    student: str
    lesson: str
    digest: str
    edition: str

    @property
    def row(self) -> tuple[str, str, str, str]:
        """The key's columns."""
        return (self.student, self.lesson, self.digest, self.edition)


class Journal:
    """The journal of one course directory. Used by the coordinator only, from one thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._db = sqlite3.connect(file, isolation_level=None)
            file.chmod(0o600)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise self._failure(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()

    def secret(self) -> bytes:
        """The course's secret, drawn once; seeds of random inputs derive from it."""
        self._run("INSERT OR IGNORE INTO settings VALUES ('secret', ?)", (secrets.token_hex(32),))
        [(value,)] = self._run("SELECT value FROM settings WHERE name = 'secret'")
        return bytes.fromhex(value)

    def receive(self, keys: Iterable[Key]) -> None:
        """Note submissions as received; those already known keep their state."""
        rows = [key.row for key in keys]
        with self._transaction():
            self._db.executemany("INSERT OR IGNORE INTO submissions VALUES (?, ?, ?, ?, 'received', NULL, 0)", rows)

    def graded(self, key: Key, result: dict[str, Any]) -> None:
        """Keep the result of a submission."""
        self._run(
            f"UPDATE submissions SET state = 'graded', result = ?, graded_times = graded_times + 1 WHERE {KEY}",
            (json.dumps(result), *key.row),
        )

    def recorded(self, keys: Iterable[Key]) -> None:
        """Note that the gradebook holds the grades of these submissions, and so no longer that of an earlier one."""
        rows = [key.row for key in keys]
        with self._transaction():
            self._db.executemany(
                "UPDATE submissions SET state = 'graded' WHERE student = ? AND lesson = ? AND state = 'recorded'",
                [row[:2] for row in rows],
            )
            self._db.executemany(f"UPDATE submissions SET state = 'recorded' WHERE {KEY} AND state = 'graded'", rows)

    def note_gradings(self, students: Iterable[str], at: float) -> None:
        """Note that these students are graded on submission at this time, in seconds since the epoch."""
        with self._transaction():
            self._db.executemany("INSERT INTO gradings VALUES (?, ?)", [(student, at) for student in students])

    def gradings_since(self, student: str, since: float) -> int:
        """How often a student has been graded on submission since then."""
        [(count,)] = self._run("SELECT count(*) FROM gradings WHERE student = ? AND at > ?", (student, since))
        return int(count)

    def state(self, key: Key) -> str:
        """Return the state of a submission."""
        found = self._run(f"SELECT state FROM submissions WHERE {KEY}", key.row)
        return str(found[0][0]) if found else "unknown"

    def result(self, key: Key) -> dict[str, Any] | None:
        """Return the result of a graded submission; None before that."""
        return self._one_result(f"SELECT result FROM submissions WHERE {KEY}", key.row)

    def latest_result(self, student: str, lesson: str) -> dict[str, Any] | None:
        """Return the result of the submission that was received last of those graded; None if there is none."""
        return self._one_result(
            "SELECT result FROM submissions WHERE student = ? AND lesson = ? AND result IS NOT NULL "
            "ORDER BY rowid DESC LIMIT 1",
            (student, lesson),
        )

    def newest_result(self, key: Key) -> dict[str, Any] | None:
        """Return the newest result of the same notebook on any edition of its lesson; None if it was never graded."""
        return self._one_result(
            "SELECT result FROM submissions WHERE student = ? AND lesson = ? AND digest = ? AND result IS NOT NULL "
            "ORDER BY edition = ? DESC, rowid DESC LIMIT 1",
            key.row,
        )

    def recorded_result(self, key: Key) -> dict[str, Any] | None:
        """Return the result that the gradebook holds for the same student and edition of the lesson; None if none."""
        return self._one_result(
            "SELECT result FROM submissions WHERE student = ? AND lesson = ? AND edition = ? AND state = 'recorded'",
            (key.student, key.lesson, key.edition),
        )

    def current_results(self) -> list[dict[str, Any]]:
        """Return each student's result per lesson that counts: the recorded one, else the one graded last."""
        rows = self._run(
            "SELECT result FROM submissions AS this WHERE rowid = (SELECT rowid FROM submissions AS other "
            "WHERE other.student = this.student AND other.lesson = this.lesson AND other.result IS NOT NULL "
            "ORDER BY other.state = 'recorded' DESC, rowid DESC LIMIT 1) ORDER BY lesson, student"
        )
        return [json.loads(result) for (result,) in rows]

    def times_graded(self) -> dict[tuple[str, str, str, str], int]:
        """How often each submission's result was written; more than once never happens."""
        rows = self._run("SELECT student, lesson, digest, edition, graded_times FROM submissions")
        return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}

    def _one_result(self, statement: str, values: tuple[Any, ...]) -> dict[str, Any] | None:
        """The result in the first row that a statement finds; None if there is none."""
        found = self._run(statement, values)
        result: dict[str, Any] | None = json.loads(found[0][0]) if found and found[0][0] else None
        return result

    def _run(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._failure(error) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise self._failure(error) from error

    def _failure(self, error: OSError | sqlite3.Error) -> AutograderError:
        damaged = type(error) is sqlite3.DatabaseError  # full and locked ones are an OperationalError
        way_out = WAY_OUT if damaged else "Nothing is lost: free the disk or the lock and start again"
        return AutograderError(f"journal {self._file}: {error}. {way_out}")
