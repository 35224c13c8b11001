"""What the lessons say PyTorch does, PyTorch does: their `>>>` lines run as one doctest per lesson."""

import doctest
import re
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytestmark = pytest.mark.parity

LESSONS = sorted((Path(__file__).parents[2] / "lessons").glob("*/lesson.md"))
FENCE = re.compile(r"^```python\n(>>>.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.parent.name)
def test_the_lines_of_in_pytorch_hold(lesson: Path) -> None:
    text = lesson.read_text(encoding="utf-8")
    parser, report, examples = doctest.DocTestParser(), [], []
    for fence in FENCE.finditer(text):
        line = text.count("\n", 0, fence.start(1))
        for example in parser.get_examples(fence[1]):
            example.lineno += line
            examples.append(example)
    assert examples
    whole = doctest.DocTest(examples, {}, lesson.parent.name, str(lesson), 0, None)
    doctest.DocTestRunner(verbose=False).run(whole, out=report.append)
    assert not report, "".join(report)
