"""From what a recogniser says in every moment to what was said.

A. Graves et al., "Connectionist temporal classification: labelling unsegmented sequence data with recurrent neural
networks", ICML 2006: repeated labels count once, then blanks are left out; a path is one label for each moment, and the
probability of a text is that of all its paths together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.errors import ArgumentError, ShapeError
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["collapse", "ctc_beam_decode", "ctc_greedy_decode", "prefix_beam_search"]

Beams = dict[tuple[int, ...], tuple[float, float]]


def collapse(path: Iterable[int], blank: int = 0) -> list[int]:
    """Return the labels of a path: each run of equal labels as one, without the blanks.

    Args:
        path: one label for each moment.
        blank: the label that means nothing.
    """
    labels: list[int] = []
    before = blank
    for label in path:
        if label not in (before, blank):
            labels.append(label)
        before = label
    return labels


def ctc_greedy_decode(log_probs: Tensor, input_lengths: Tensor | None = None, blank: int = 0) -> list[list[int]]:
    """Return for each example the labels of its most probable path.

    Args:
        log_probs: (time, n, labels), as `nn.CTCLoss` takes them.
        input_lengths: (n,), how many moments each example has; by default all.
        blank: the label that means nothing.
    """
    return [collapse(moments.argmax(axis=1).tolist(), blank) for moments in examples_of(log_probs, input_lengths)]


def ctc_beam_decode(
    log_probs: Tensor, input_lengths: Tensor | None = None, beam_size: int = 10, blank: int = 0
) -> list[list[int]]:
    """Return for each example the labels whose paths are together the most probable, as far as the beam sees.

    Args:
        log_probs: (time, n, labels), as `nn.CTCLoss` takes them.
        input_lengths: (n,), how many moments each example has; by default all.
        beam_size: how many beginnings to keep from one moment to the next.
        blank: the label that means nothing.
    """
    if beam_size < 1:
        raise ArgumentError(f"ctc_beam_decode: beam_size must be at least 1, got {beam_size}")
    return [prefix_beam_search(moments, beam_size, blank)[0][0] for moments in examples_of(log_probs, input_lengths)]


def prefix_beam_search(
    log_probs: NDArray[np.floating], beam_size: int, blank: int = 0
) -> list[tuple[list[int], float]]:
    """Return the most probable label sequences of one example and the logarithms of their probabilities.

    Of every beginning two numbers are kept, the probability of its paths that end with a blank and of those that do
    not: after a blank the same label begins anew, otherwise it only lasts longer. (A. Hannun et al., "First-pass large
    vocabulary continuous speech recognition using bi-directional recurrent DNNs", arXiv:1408.2873, without the words.)

    Args:
        log_probs: (time, labels).
        beam_size: how many beginnings to keep, at least 1.
        blank: the label that means nothing.

    Returns: at most beam_size pairs (labels, log probability), the most probable first.
    """
    beams: Beams = {(): (0.0, -np.inf)}
    for moment in log_probs:
        beams = kept(advanced(beams, moment, blank), beam_size)
    return [(list(labels), float(np.logaddexp(*ends))) for labels, ends in beams.items()]


def advanced(beams: Beams, moment: NDArray[np.floating], blank: int) -> Beams:
    """Return every beginning and what one more moment makes of it; moment: (labels,), log probabilities."""
    after: dict[tuple[int, ...], list[float]] = defaultdict(lambda: [-np.inf, -np.inf])

    def add(labels: tuple[int, ...], end: int, amount: float) -> None:
        after[labels][end] = float(np.logaddexp(after[labels][end], amount))

    for labels, (blank_end, label_end) in beams.items():
        either = float(np.logaddexp(blank_end, label_end))
        for label, log_prob in enumerate(moment.tolist()):
            if label == blank:
                add(labels, 0, either + log_prob)
            elif labels and label == labels[-1]:
                add(labels, 1, label_end + log_prob)
                add((*labels, label), 1, blank_end + log_prob)
            else:
                add((*labels, label), 1, either + log_prob)
    return {labels: (ends[0], ends[1]) for labels, ends in after.items()}


def kept(beams: Beams, beam_size: int) -> Beams:
    """Return the most probable beginnings, the most probable first."""
    ranked = sorted(beams.items(), key=lambda beam: float(np.logaddexp(*beam[1])), reverse=True)
    return dict(ranked[:beam_size])


def examples_of(log_probs: Tensor, input_lengths: Tensor | None) -> Iterator[NDArray[np.floating]]:
    """Give each example's moments, (time, labels)."""
    if log_probs.dim() != 3:
        raise ShapeError(f"ctc: log_probs are (time, n, labels), got {tuple(log_probs.shape)}")
    array = log_probs.detach().numpy()
    lengths = [array.shape[0]] * array.shape[1] if input_lengths is None else input_lengths.tolist()
    if len(lengths) != array.shape[1]:
        raise ShapeError(f"ctc: {array.shape[1]} examples, but {len(lengths)} lengths")
    for example, length in enumerate(lengths):
        yield array[:length, example]
