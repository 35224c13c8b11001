"""The proofs of one exercise: every answer that its checks must reject or accept is tried on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import ModuleType

from course.authoring.impostors import impostors
from course.authoring.lesson import Exercise
from course.authoring.observations import observe_all, observe_replaced
from course.authoring.parts import Parts
from course.authoring.problems import Problem
from course.checks.check import Check, OtherAnswer, WrongAnswer
from course.checks.diagnose import Pattern, diagnose
from course.checks.judge import describe, judge
from course.checks.library import renamed
from course.probes.building_rules import ANYTHING, check_contract
from course.probes.definitions import DefinitionError, free_names
from course.probes.observe import Observation
from course.probes.replace import locate

SEEDS = (0, 1, 2)
WRONG_ANSWERS = 4
IN_THE_NAMESPACE = frozenset(["minitorch", "__builtins__"])

Observed = dict[str, Observation]


@dataclass(frozen=True)
class Outcome:
    """What became of one answer that was tried.

    Attributes:
        kind: "stub", "impostor", "ready call", "wrong answer" or "other answer".
        name: how an author knows it.
        passed: whether it got full marks or, of a stub or an impostor, passed any check.
        diagnosed: of a wrong answer, whether it received its own sentence.
    """

    kind: str
    name: str
    passed: bool
    diagnosed: bool = False


@dataclass
class ExerciseProof:
    """The proofs of one exercise; problems, notes and outcomes are collected."""

    parts: Parts
    exercise: Exercise
    package: ModuleType
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    expected: dict[int, Observed] = field(default_factory=dict)
    wrong: dict[str, dict[int, Observed]] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.checks = self.parts.checks.of(self.exercise.id)
        self.wrong_answers = [wrong for wrong in self.parts.checks.wrong if wrong.exercise == self.exercise.id]
        self.other_answers = [other for other in self.parts.checks.other if other.exercise == self.exercise.id]
        self.ready_calls = [ready for ready in self.parts.checks.ready if ready.exercise == self.exercise.id]

    def run(self) -> None:
        """Try every answer."""
        for seed in SEEDS:
            self.expected[seed] = observe_all(self.package, self.checks, seed)
        if self._model_answer_fails():
            return
        self._reject_impostors()
        self._rule_out_ready_calls()
        self._reject_wrong_answers()
        self._tell_wrong_answers_apart()
        self._accept_other_answers()

    def _refuse(self, message: str) -> None:
        exercise = self.exercise
        where = f"exercise {exercise.id} ({exercise.path}): "
        self.problems.append(Problem(self.parts.lesson.file, where + message, exercise.line, exercise.cell))

    def _model_answer_fails(self) -> bool:
        before = len(self.problems)
        again = observe_all(self.package, self.checks, 0)
        for check in self.checks:
            seen = self.expected[0][check.name]
            if seen["status"] != "returned":
                self._refuse(
                    f"check {check.name} does not return a value on the model answer ({describe(seen)}); "
                    "to look at an error, return raised(function, ...)"
                )
            elif not (verdict := judge(check, seen, again[check.name])).passed:
                self._refuse(
                    f"check {check.name} judges the model answer differently on a second run: {verdict.reason}"
                )
        return len(self.problems) > before

    def _reject_impostors(self) -> None:
        for impostor in impostors(self.parts.texts[self.exercise.id].stub, self.exercise.name):
            observed = observe_replaced(self.package, self.checks, self.exercise.path, impostor.source)
            accepting = self._accepting(observed, 0)
            kind = "stub" if impostor.source == self.parts.texts[self.exercise.id].stub else "impostor"
            self.outcomes.append(Outcome(kind, impostor.description, bool(accepting)))
            for check in accepting:
                self._refuse(
                    f"check {check.name} accepts an answer that {impostor.description}; "
                    "let the probe return more than such an answer can know, e.g. several results in one list"
                )

    def _rule_out_ready_calls(self) -> None:
        if self.exercise.rules != ANYTHING and not self.ready_calls:
            self._refuse("may not be built from everything, but other_answers.py has no @ready_call that tries it")
        for ready in self.ready_calls:
            source = renamed(ready.source, ready.name, self.exercise.name)
            try:
                check_contract(self.parts.texts[self.exercise.id].stub, source, self.exercise.name)
            except DefinitionError:
                self.outcomes.append(Outcome("ready call", ready.name, False))
            else:
                self.outcomes.append(Outcome("ready call", ready.name, True))
                self._refuse(f"{ready.name} lets a library do the work; rule it out by :imports: or :without:")

    def _reject_wrong_answers(self) -> None:
        if len(self.wrong_answers) < WRONG_ANSWERS:
            self._refuse(
                f"has {len(self.wrong_answers)} wrong answers; write at least {WRONG_ANSWERS} into wrong_answers.py"
            )
        for wrong in self.wrong_answers:
            source = renamed(wrong.source, wrong.mistake, self.exercise.name)
            observed = self._observe_answer(f"wrong answer {wrong.mistake}", source)
            if observed is None:
                continue
            self.wrong[wrong.mistake] = observed
            fooled = [seed for seed in SEEDS if self._all_accept(observed, seed)]
            if fooled:
                self._refuse(
                    f"wrong answer {wrong.mistake} passes every check (random inputs of seed {fooled[0]}); "
                    "add a check that fails on it, or take it out if it is right"
                )

    def _tell_wrong_answers_apart(self) -> None:
        proven = [wrong for wrong in self.wrong_answers if wrong.mistake in self.wrong]
        patterns = [(wrong, Pattern(wrong.says, self.wrong[wrong.mistake][0])) for wrong in proven]
        for wrong, own in patterns:
            said = diagnose(self.checks, own.observations, [pattern for _, pattern in patterns])
            fooled = any(self._all_accept(self.wrong[wrong.mistake], seed) for seed in SEEDS)
            self.outcomes.append(Outcome("wrong answer", wrong.mistake, fooled, said == wrong.says))
            if said != wrong.says:
                other = next((known.mistake for known, _ in patterns if known.says == said), "none")
                self._refuse(
                    f"wrong answer {wrong.mistake} looks to every check like {other} and would get its sentence; "
                    "add a check that tells them apart"
                )

    def _accept_other_answers(self) -> None:
        if not self.other_answers:
            self._refuse("has no other answer; write a second correct one, in another way, into other_answers.py")
        for other in self.other_answers:
            source = renamed(other.source, other.name, self.exercise.name)
            self._full_marks(other, self._observe_answer(f"other answer {other.name}", source))

    def _full_marks(self, other: OtherAnswer, observed: dict[int, Observed] | None) -> None:
        for seed in SEEDS if observed else ():
            for check in self.checks:
                verdict = judge(check, self.expected[seed][check.name], observed[seed][check.name])  # type: ignore[index]
                if not verdict.passed:
                    self.outcomes.append(Outcome("other answer", other.name, False))
                    self._refuse(f"check {check.name} rejects the correct other answer {other.name}: {verdict.reason}")
                    return
        self.outcomes.append(Outcome("other answer", other.name, bool(observed)))

    def _observe_answer(self, what: str, source: str) -> dict[int, Observed] | None:
        """Run an author's answer with every seed, or refuse it and return None."""
        module, _ = locate(self.package, self.exercise.path)
        try:
            check_contract(self.parts.texts[self.exercise.id].stub, source, self.exercise.name)
            unknown = sorted(free_names(source) - set(vars(module)) - IN_THE_NAMESPACE)
            if unknown:
                raise DefinitionError(f"it uses {', '.join(unknown)}, which {module.__name__} does not have")
            fixed = observe_replaced(self.package, self.checks, self.exercise.path, source)
            random = [check for check in self.checks if check.random]
            seen = {0: fixed}
            for seed in SEEDS[1:]:
                new = observe_replaced(self.package, random, self.exercise.path, source, seed) if random else {}
                seen[seed] = {**fixed, **new}
        except Exception as error:
            self._refuse(f"{what} cannot take the exercise's place: {type(error).__name__}: {error}")
            return None
        slow = [name for name, observation in fixed.items() if observation["status"] == "timeout"]
        if slow:
            self._refuse(f"{what} does not come back from check {slow[0]}; a wrong answer must end")
            return None
        return seen

    def _all_accept(self, observed: dict[int, Observed], seed: int) -> bool:
        """Whether every check accepts an answer with this seed."""
        return len(self._accepting(observed[seed], seed)) == len(self.checks)

    def _accepting(self, observed: Observed, seed: int) -> list[Check]:
        expected = self.expected[seed]
        return [check for check in self.checks if judge(check, expected[check.name], observed[check.name]).passed]

    def visible_patterns(self) -> tuple[Pattern, ...]:
        """Return the patterns a student's tools can tell apart; a mistake that only hidden checks see is noted."""
        visible = [check for check in self.checks if not check.hidden]
        names = {check.name for check in visible}
        seen = [
            Pattern(wrong.says, {name: o for name, o in self.wrong[wrong.mistake][0].items() if name in names})
            for wrong in self.wrong_answers
        ]
        kept = []
        for wrong, pattern in zip(self.wrong_answers, seen, strict=True):
            alike = [other.says for other in seen if diagnose(visible, other.observations, [pattern])]
            if diagnose(visible, self.expected[0], [pattern]):
                self._note(wrong, "passes every visible check; a student hears of it when graded")
            elif len(alike) > 1:
                self._note(wrong, "looks to the visible checks like another one; a student hears of it when graded")
            else:
                kept.append(pattern)
        return tuple(kept)

    def _note(self, wrong: WrongAnswer, what: str) -> None:
        self.notes.append(f"{self.parts.lesson.name}, exercise {self.exercise.id}: wrong answer {wrong.mistake} {what}")
