"""From a line of English to its words."""

import re
from collections.abc import Callable

from minitorch_ref.errors import ArgumentError

__all__ = ["basic_english", "get_tokenizer"]

Tokenizer = Callable[[str], list[str]]

PATTERNS = [
    (r"'", " '  "),
    (r'"', ""),
    (r"\.", " . "),
    (r"<br />", " "),
    (r",", " , "),
    (r"\(", " ( "),
    (r"\)", " ) "),
    (r"!", " ! "),
    (r"\?", " ? "),
    (r"[;:]", " "),
]
REPLACEMENTS = [(re.compile(pattern), replacement) for pattern, replacement in PATTERNS]


def basic_english(line: str) -> list[str]:
    """Return the words of a line in lower case, with . , ( ) ! ? and ' as words of their own.

    Quotation marks, semicolons and colons are dropped. The rules are those of torchtext's `basic_english`, a part of
    the normalisation that fastText's scripts do.
    """
    line = line.lower()
    for pattern, replacement in REPLACEMENTS:
        line = pattern.sub(replacement, line)
    return line.split()


def get_tokenizer(
    tokenizer: str | Callable[[str], list[str]] | None, language: str = "en"
) -> Callable[[str], list[str]]:
    """Return a function from a line to its tokens.

    Args:
        tokenizer: "basic_english", None to split at white space, or a function, which is returned.
        language: only "en".

    Raises: ArgumentError (a ValueError) for other names or languages.
    """
    if tokenizer is None:
        return str.split
    if callable(tokenizer):
        return tokenizer
    if tokenizer != "basic_english" or language != "en":
        raise ArgumentError(f'get_tokenizer: knows "basic_english" for "en", got {tokenizer!r} for {language!r}')
    return basic_english
