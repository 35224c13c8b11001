"""Ordinary scripts run as they are: once with PyTorch and once with `import torch` meaning minitorch_ref.

Both start from the same weights, which the script passes through `share`. They must print the same text, with numbers
that are close, and end with close results, parameters, buffers and gradients.
"""

import contextlib
import io
import math
import re
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import minitorch_ref as mt

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.py"))
NUMBER = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?")


def own_modules() -> dict[str, Any]:
    """Return minitorch_ref and its modules under PyTorch's names."""
    parts = {name: module for name, module in sys.modules.items() if name.startswith("minitorch_ref")}
    return {name.replace("minitorch_ref", "torch", 1): module for name, module in parts.items()}


def run(script: Path, share: Any) -> tuple[dict[str, Any], str]:
    """Run a script; return its variables and what it printed."""
    printed = io.StringIO()
    variables = {"__name__": "script", "share": share}
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(script.read_text(), script, "exec"), variables)
    return variables, printed.getvalue()


def run_as_torch(script: Path, weights: dict[str, np.ndarray], monkeypatch: pytest.MonkeyPatch):
    """Run a script on minitorch_ref, with PyTorch out of its reach."""
    with monkeypatch.context() as patch:
        for name in [name for name in sys.modules if name.split(".")[0] == "torch"]:
            patch.delitem(sys.modules, name)
        for name, module in own_modules().items():
            patch.setitem(sys.modules, name, module)
        return run(script, lambda model: model.load_state_dict({name: mt.tensor(x) for name, x in weights.items()}))


def close(found: Any, wanted: Any, name: str) -> None:
    assert (found is None) == (wanted is None), name
    if wanted is not None:
        np.testing.assert_allclose(
            np.array(found.detach().numpy()), wanted.detach().numpy(), rtol=2e-3, atol=2e-5, err_msg=name
        )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_runs_as_it_does_with_pytorch(script, monkeypatch):
    weights: dict[str, np.ndarray] = {}
    theirs, their_text = run(
        script, lambda model: weights.update({name: x.numpy().copy() for name, x in model.state_dict().items()})
    )
    mine, my_text = run_as_torch(script, weights, monkeypatch)
    assert NUMBER.sub("#", my_text) == NUMBER.sub("#", their_text)
    for found, wanted in zip(NUMBER.findall(my_text), NUMBER.findall(their_text), strict=True):
        assert math.isclose(float(found), float(wanted), rel_tol=1e-3, abs_tol=2e-4), (found, wanted)
    for number, (found, wanted) in enumerate(zip(mine["results"], theirs["results"], strict=True)):
        close(found, wanted, f"result {number}")
    pairs = zip(mine["model"].named_parameters(), theirs["model"].named_parameters(), strict=True)
    for (name, found), (their_name, wanted) in pairs:
        assert name == their_name
        close(found, wanted, name)
        close(found.grad, wanted.grad, f"gradient of {name}")
    for (name, found), (_, wanted) in zip(mine["model"].named_buffers(), theirs["model"].named_buffers(), strict=True):
        close(found, wanted, name)
