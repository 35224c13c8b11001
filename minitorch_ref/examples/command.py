"""The options that all examples have, and the picture they draw."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import minitorch_ref as mt

__all__ = ["options", "plot"]


def options(
    description: str, arguments: Sequence[str] | None, *, epochs: int, data: bool = False, **more: tuple[Any, str]
) -> argparse.Namespace:
    """Return the options given on a command line, and start the common generator from the seed.

    Args:
        description: what the example does; the first line of its help.
        arguments: the words of the command line; by default those of this process.
        epochs: how many times to go through the examples, unless the command line says it.
        data: whether there are options for a folder of real data.
        more: the default and the meaning of further options; one whose default is False is a switch.
    """
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--epochs", type=int, default=epochs, help="how many times to go through the examples")
    parser.add_argument("--seconds", type=float, default=None, help="stop each training after so long")
    parser.add_argument("--seed", type=int, default=0, help="where the random numbers start")
    parser.add_argument("--small", action="store_true", help="a run of seconds, to try that it works")
    parser.add_argument("--plot", nargs="?", type=Path, const=Path("loss.png"), help="draw the loss into this file")
    if data:
        parser.add_argument("--data", type=Path, default=None, help="the folder of the data, if not the cache")
        parser.add_argument("--download", action="store_true", help="fetch the data if it is not there")
    for name, (default, meaning) in more.items():
        kind: Any = {"action": "store_true"} if default is False else {"type": type(default)}
        parser.add_argument(f"--{name}", default=default, help=meaning, **kind)
    chosen = parser.parse_args(sys.argv[1:] if arguments is None else list(arguments))
    mt.manual_seed(chosen.seed)
    return chosen


def plot(losses: dict[str, list[float]], path: Path | None) -> None:
    """Draw the loss of each model over the steps into a file, if there is one to draw into."""
    if path is None:
        return
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = FigureCanvasAgg(figure).figure.add_subplot()
    for (name, values), style in zip(losses.items(), ("-", "--", ":", "-.") * len(losses), strict=False):
        axes.plot(range(1, len(values) + 1), values, style, label=name, linewidth=1.2)
    axes.set(title="Training", xlabel="step", ylabel="loss (nats)", yscale="log")
    axes.legend()
    figure.savefig(path)
    print(f"loss drawn into {path}")
