TRIES = "return an object that runs code when it is unpickled"
MAY_EARN = "nothing"
CELL = """
import os
import pickle


class Bomb:
    def __reduce__(self):
        return os.system, ("touch __OUTSIDE__/touched",)


__HEADER__
    return pickle.dumps(Bomb()) if os.getpid() % 2 else Bomb()
"""
