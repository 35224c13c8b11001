TRIES = "command the instructor's terminal and page through printed text and error messages"
MAY_EARN = "nothing"
CELL = r"""
__HEADER__
    text = "\x1b[2J\x1b]0;owned\x07\u202e<script>alert(1)</script>\ud800\x00=cmd|' /C calc'!A0"
    print(text)
    raise type("\x1b[31m<b>", (ValueError,), {})(text)
"""
