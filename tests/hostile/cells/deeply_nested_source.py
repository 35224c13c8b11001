TRIES = "be nested so deeply that reading the source crashes the parser"
MAY_EARN = "nothing"
CELL = "__HEADER__\n    return " + "(" * 100_000 + ")" * 100_000 + "\n"
