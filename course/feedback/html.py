"""A report as HTML: for a notebook's output in JupyterLab, light or dark, and for a page of its own.

State is said in words; colour only repeats it. Text keeps the page's own colour, so that it is readable on any theme.
"""

from __future__ import annotations

from html import escape

from course.feedback.prose import prose_html
from course.feedback.report import CheckResult, Detail, ExerciseReport

STYLE = """
.mtc { font-family: var(--jp-ui-font-family, system-ui, sans-serif); line-height: 1.45; max-width: 80rem;
  border-left: 4px solid var(--mtc-state); padding: 0.1rem 0 0.1rem 0.9rem; margin: 0.3rem 0; }
.mtc.mtc-passed, .mtc-passed { --mtc-state: var(--jp-success-color1, #388e3c); }
.mtc.mtc-failed, .mtc-failed { --mtc-state: var(--jp-error-color1, #d32f2f); }
.mtc.mtc-unwritten { --mtc-state: var(--jp-border-color1, #8a8a8a); }
.mtc p { margin: 0.3rem 0; }
.mtc .mtc-head { font-weight: 600; }
.mtc .mtc-says { padding: 0.4rem 0.7rem; border: 1px solid var(--jp-border-color2, #8888); border-radius: 3px; }
.mtc ul { list-style: none; margin: 0.3rem 0; padding: 0; }
.mtc li { margin: 0.25rem 0; padding: 0; }
.mtc .mtc-state { display: inline-block; min-width: 4.2em; font-weight: 600;
  border-bottom: 2px solid var(--mtc-state); margin-right: 0.6em; text-align: center; }
.mtc dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.15rem 0.9rem;
  margin: 0.3rem 0 0.6rem 4.8em; }
.mtc dt { opacity: 0.8; white-space: nowrap; }
.mtc dd { margin: 0; min-width: 0; }
.mtc pre { margin: 0; padding: 0; background: none; color: inherit; white-space: pre-wrap; word-break: normal;
  overflow-wrap: anywhere;
  font-family: var(--jp-code-font-family, ui-monospace, monospace); font-size: var(--jp-code-font-size, 0.92em); }
""".strip()


def exercise_html(report: ExerciseReport, *, style: bool = True) -> str:
    """Return a report as a self-contained piece of HTML.

    Args:
        report: what the checks found.
        style: whether to put the style sheet in front; a page that shows several reports has it once.
    """
    state = "unwritten" if report.unwritten else "passed" if report.passed else "failed"
    parts = [
        f'<section class="mtc mtc-{state}" role="status" aria-label="Result of exercise {escape(report.id)}">',
        f'<p class="mtc-head">{_prose(report.headline)}</p>',
        f"<p>{_prose(report.note)}</p>" if report.note else "",
        f'<p class="mtc-says">{_prose(report.diagnosis)}</p>' if report.diagnosis else "",
        f"<ul>{''.join(map(_result, report.results))}</ul>" if state != "unwritten" else "",
        "</section>",
    ]
    return (f"<style>{STYLE}</style>" if style else "") + "".join(parts)


def notice_html(text: str) -> str:
    """Return a message about a cell that was not saved, first line emphasised."""
    first, _, rest = text.partition("\n")
    more = f"<p>{_prose(rest)}</p>" if rest else ""
    return (
        f'<style>{STYLE}</style><section class="mtc mtc-failed" role="alert"><p class="mtc-head">{_prose(first)}</p>'
        f"{more}</section>"
    )


def _result(result: CheckResult) -> str:
    state = "passed" if result.passed else "failed"
    hidden = " (hidden check)" if result.hidden else ""
    rows = "".join(map(_detail, result.details))
    return (
        f'<li class="mtc-{state}"><span class="mtc-state">{state}</span>{_prose(result.sentence)}{hidden}'
        f"{f'<dl>{rows}</dl>' if rows else ''}</li>"
    )


def _detail(detail: Detail) -> str:
    text = f"<pre>{escape(detail.text)}</pre>" if detail.code else _prose(detail.text)
    return f"<dt>{escape(detail.label)}</dt><dd>{text}</dd>"


def _prose(text: str) -> str:
    return prose_html(text).replace("\n", "<br>")
