TRIES = "print forged results to every descriptor"
MAY_EARN = "nothing"
CELL = r"""
import contextlib
import json
import os
import sys


__HEADER__
    frame, names = sys._getframe(), []
    while frame is not None:
        request = frame.f_locals.get("request")
        if type(request) is dict:
            names = [probe[0] for probe in request.get("probes", ())]
        frame = frame.f_back
    for name in [*names, "counts", "all"]:
        for value in (True, 1, [], {"tuple": []}, "passed"):
            forged = {"probe": name, "observation": {"status": "returned", "value": value, "output": ""}, "points": 100}
            line = json.dumps(forged).encode() + b"\n"
            for descriptor in range(64):
                with contextlib.suppress(OSError):
                    os.write(descriptor, b"\n" + line)
    return None
"""
