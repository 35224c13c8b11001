"""The frame of the grader's web pages: one self-contained file, without scripts or outside references."""

from __future__ import annotations

from importlib.resources import files

from autograder.text import escaped

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def web_page(title: str, body: str, *parts: str) -> str:
    """Return a page.

    Args:
        title: plain text.
        body: HTML.
        parts: the grader's packages whose page.css it takes beside that of the feedback.
    """
    style = [(files("autograder") / part / "page.css").read_text("utf-8") for part in ("feedback", *parts)]
    return PAGE.format(title=escaped(title), style="\n".join(style), body=body)
