TRIES = "return the machine's list of users"
MAY_EARN = "nothing"
CELL = """
__HEADER__
    return open('/etc/passwd').read()
"""
