TRIES = "break the reader with null bytes, lone surrogates and odd line ends"
MAY_EARN = "nothing"
CELL = "__HEADER__\r    return \x00\ud800\x0c\u2028\n"
