TRIES = "be one expression so long that compiling it exhausts the stack"
MAY_EARN = "nothing"
CELL = "__HEADER__\n    return " + "-" * 200_000 + "1" + "+1" * 200_000 + "\n"
