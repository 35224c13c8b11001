"""Recurrent networks over whole sequences: RNN, LSTM and GRU, several layers, both directions."""

import math
from typing import Any

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ArgumentError, ShapeError
from minitorch_ref.functions import dispatch, dropout, recurrent, selection, sequences
from minitorch_ref.functions.joining import cat, stack
from minitorch_ref.functions.linear import linear
from minitorch_ref.nn import init
from minitorch_ref.nn.module import Module, unsupported
from minitorch_ref.nn.parameter import Parameter
from minitorch_ref.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["GRU", "LSTM", "RNN", "RNNBase"]

State = tuple[Tensor, ...]
Parameters = tuple[Tensor, Tensor, Tensor | None, Tensor | None]


class RNNBase(Module):
    """What the recurrent networks have in common: their parameters, and the walk over layers, directions and time."""

    gates = 1
    states = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        if not 0 <= dropout <= 1:
            raise ArgumentError(f"{type(self).__name__}: dropout must be a probability in [0, 1], got {dropout}")
        if hidden_size < 1 or num_layers < 1:
            raise ArgumentError(f"{type(self).__name__}: sizes must be at least 1, got {hidden_size}, {num_layers}")
        if proj_size:
            raise unsupported(type(self).__name__, "proj_size", proj_size)
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = dropout
        self.bidirectional = bidirectional
        for layer in range(num_layers):
            size = input_size if layer == 0 else hidden_size * self.directions()
            for suffix in self.suffixes(layer):
                rows = self.gates * hidden_size
                shapes = {"weight_ih": (rows, size), "weight_hh": (rows, hidden_size)}
                shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)} if bias else {}  # type: ignore[dict-item]
                for name, shape in shapes.items():
                    self.register_parameter(
                        name + suffix, Parameter(factories.empty(shape, dtype=dtype, device=device))
                    )
        self.reset_parameters()

    def directions(self) -> int:
        """Return 2 if the sequences are read in both directions, else 1."""
        return 2 if self.bidirectional else 1

    def suffixes(self, layer: int) -> list[str]:
        """Return the ends of the names of a layer's parameters, one for each direction."""
        return [f"_l{layer}", f"_l{layer}_reverse"][: self.directions()]

    def reset_parameters(self) -> None:
        """Draw every parameter from U(-k, k), k = 1 / sqrt(hidden_size)."""
        bound = 1 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def flatten_parameters(self) -> None:
        """Do nothing: PyTorch lays the parameters out for its GPU library here."""

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters of every layer and direction."""
        kinds = ["weight_ih", "weight_hh", *(["bias_ih", "bias_hh"] if self.bias else [])]
        ends = [suffix for layer in range(self.num_layers) for suffix in self.suffixes(layer)]
        return [[getattr(self, kind + end) for kind in kinds] for end in ends]

    # ---- one step; each network has its own ----

    def step(self, projected: Tensor, state: State, w_hh: Tensor, b_hh: Tensor | None) -> State:
        """Return the state after one step; its first part is the output."""
        raise NotImplementedError(f"{type(self).__name__} has no step method")

    def whole(self, x: Tensor, state: State, parameters: Parameters) -> tuple[Tensor, State] | None:
        """Return the outputs and the last state by one operation, or None: then `walk` goes step by step."""
        return None

    def parameters_of(self, suffix: str) -> Parameters:
        """Return w_ih, w_hh, b_ih and b_hh of a layer in one direction; None for a bias that is not there."""
        biases = (getattr(self, name + suffix) if self.bias else None for name in ("bias_ih", "bias_hh"))
        return getattr(self, "weight_ih" + suffix), getattr(self, "weight_hh" + suffix), *biases

    # ---- the walk ----

    def walk(self, x: Tensor, state: State, suffix: str, lengths: Tensor | None) -> tuple[Tensor, State]:
        """Run one layer in one direction over (L, N, I); a sequence that is over, or not yet begun, keeps its state."""
        w_ih, w_hh, b_ih, b_hh = parameters = self.parameters_of(suffix)
        backwards = suffix.endswith("reverse")
        if lengths is None:
            found = self.whole(x.flip(0) if backwards else x, state, parameters)
            if found is not None:
                return found[0].flip(0) if backwards else found[0], found[1]
        projected = linear(x, w_ih, b_ih)
        times = list(range(x.shape[0]))
        outputs: list[Tensor] = []
        for time in reversed(times) if backwards else times:
            after = self.step(projected[time], state, w_hh, b_hh)
            if lengths is not None:
                running = (lengths > time).unsqueeze(1)
                after = tuple(selection.where(running, new, old) for new, old in zip(after, state, strict=True))
            state = after
            outputs.append(state[0])
        return stack(outputs[::-1] if backwards else outputs), state

    def run(self, x: Tensor, state: State, lengths: Tensor | None) -> tuple[Tensor, State]:
        """Run all layers over (L, N, I); each part of the state is (layers * directions, N, H)."""
        finals: list[State] = []
        for layer in range(self.num_layers):
            outputs = []
            for suffix in self.suffixes(layer):
                first = tuple(part[len(finals)] for part in state)
                output, final = self.walk(x, first, suffix, lengths)
                outputs.append(output)
                finals.append(final)
            x = outputs[0] if len(outputs) == 1 else cat(outputs, -1)
            if self.dropout and layer < self.num_layers - 1:
                x = dropout.dropout(x, self.dropout, self.training)
        return x, tuple(in_layers(parts) for parts in zip(*finals, strict=True))

    def forward(self, input: Any, hx: Any = None) -> Any:
        """Read sequences and return (output, state).

        Args:
            input: (L, N, I), (N, L, I) with `batch_first`, (L, I) without a batch, or a PackedSequence.
            hx: the state before, (layers * directions, N, H), by default zeros; for an LSTM a pair (h, c) of them.

        Returns: the output of the last layer at each time, (L, N, directions * H) or as the input is arranged, and the
            state after the last element of each sequence, in the shape of `hx`.
        """
        if isinstance(input, PackedSequence):
            return self.packed(input, hx)
        if input.dim() not in (2, 3) or input.shape[-1] != self.input_size:
            raise ShapeError(
                f"{type(self).__name__}: takes sequences of {self.input_size} features with 2 or 3 axes, "
                f"got shape {tuple(input.shape)}"
            )
        single = input.dim() == 2
        x = input.unsqueeze(1) if single else input.transpose(0, 1) if self.batch_first else input
        state = self.start(x, hx, single)
        output, final = self.run(x, state, None)
        if single:
            output, final = output.squeeze(1), tuple(part.squeeze(1) for part in final)
        elif self.batch_first:
            output = output.transpose(0, 1)
        return output, final if self.states > 1 else final[0]

    def start(self, x: Tensor, hx: Any, single: bool) -> State:
        """Return the state before the first element."""
        shape = (self.num_layers * self.directions(), x.shape[1], self.hidden_size)
        if hx is None:
            return tuple(factories.zeros(shape, dtype=x.dtype, device=x.device) for _ in range(self.states))
        state = tuple(hx) if self.states > 1 else (hx,)
        state = tuple(part.unsqueeze(1) for part in state) if single else state
        if any(tuple(part.shape) != shape for part in state):
            raise ShapeError(
                f"{type(self).__name__}: expected hidden size {shape}, got {[tuple(part.shape) for part in state]}"
            )
        return state

    def packed(self, sequence: PackedSequence, hx: Any) -> Any:
        """Run over packed sequences and pack the output in the same way."""
        x, _ = pad_packed_sequence(sequence._replace(sorted_indices=None, unsorted_indices=None))
        lengths = factories.tensor(sequence.lengths(), dtype=dtypes.int64)
        state = self.start(x, hx, False)
        order, back = sequence.sorted_indices, sequence.unsorted_indices
        if order is not None and hx is not None:
            state = tuple(part.index_select(1, order) for part in state)
        output, final = self.run(x, state, lengths)
        packed = pack_padded_sequence(output, lengths)._replace(sorted_indices=order, unsorted_indices=back)
        if back is not None:
            final = tuple(part.index_select(1, back) for part in final)
        return packed, final if self.states > 1 else final[0]

    def extra_repr(self) -> str:
        """Return the sizes and what differs from the defaults."""
        text = f"{self.input_size}, {self.hidden_size}"
        usual = {"num_layers": 1, "bias": True, "batch_first": False, "dropout": 0, "bidirectional": False}
        for name, value in usual.items():
            if getattr(self, name) != value:
                text += f", {name}={getattr(self, name)}"
        return text


def in_layers(parts: State) -> Tensor:
    """Return the states (N, H) of all layers and directions in one tensor, (layers * directions, N, H)."""
    return stack(list(parts)) if len(parts) > 1 else parts[0].unsqueeze(0)


class RNN(RNNBase):
    """h' = tanh(W_ih x + b_ih + W_hh h + b_hh), over sequences (Elman, 1990).

    Args:
        args: `input_size`, `hidden_size`, `num_layers` = 1, and then `nonlinearity` = "tanh" (or "relu").
        kwargs: the same by name, and `bias` = True, `batch_first` = False, `dropout` = 0 between layers,
            `bidirectional` = False, `device`, `dtype`.

    Parameters: `weight_ih_l0` (H, I), `weight_hh_l0` (H, H), `bias_ih_l0`, `bias_hh_l0` (H,), and so on for each layer,
    and with `_reverse` for the other direction.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        nonlinearity = kwargs.pop("nonlinearity", "tanh")
        if len(args) > 3:
            nonlinearity, args = args[3], (*args[:3], *args[4:])
        if nonlinearity not in ("tanh", "relu"):
            raise ArgumentError(f"RNN: nonlinearity must be tanh or relu, got {nonlinearity!r}")
        super().__init__(*args, **kwargs)
        self.nonlinearity = nonlinearity

    def step(self, projected: Tensor, state: State, w_hh: Tensor, b_hh: Tensor | None) -> State:
        """Return the state after one step."""
        return (recurrent.rnn_step(projected, state[0], w_hh, b_hh, self.nonlinearity),)


class LSTM(RNNBase):
    """Long short-term memory over sequences (Hochreiter and Schmidhuber, 1997).

    Args:
        args: `input_size`, `hidden_size`, `num_layers` = 1, `bias` = True, `batch_first` = False, `dropout` = 0 between
            layers, `bidirectional` = False.
        kwargs: the same by name, and `device`, `dtype`.

    Parameters: `weight_ih_l0` (4 H, I), `weight_hh_l0` (4 H, H), `bias_ih_l0`, `bias_hh_l0` (4 H,), in the order input
    gate, forget gate, candidate, output gate; and so on for each layer, and with `_reverse` for the other direction.
    """

    gates = 4
    states = 2

    def step(self, projected: Tensor, state: State, w_hh: Tensor, b_hh: Tensor | None) -> State:
        """Return the state after one step."""
        return recurrent.lstm_step(projected, state[0], state[1], w_hh, b_hh)

    def whole(self, x: Tensor, state: State, parameters: Parameters) -> tuple[Tensor, State] | None:
        """Return the outputs and the last state, if the backend has a kernel for all steps at once."""
        inputs = (x, *state, *parameters)
        if dispatch.kernel("lstm", *sequences.present(inputs)) is None:
            return None
        output, remembered = sequences.LSTMLayer.apply(*inputs)
        return output, (output[-1], remembered)


class GRU(RNNBase):
    """Gated recurrent units over sequences (Cho et al., 2014).

    Args:
        args: `input_size`, `hidden_size`, `num_layers` = 1, `bias` = True, `batch_first` = False, `dropout` = 0 between
            layers, `bidirectional` = False.
        kwargs: the same by name, and `device`, `dtype`.

    Parameters: `weight_ih_l0` (3 H, I), `weight_hh_l0` (3 H, H), `bias_ih_l0`, `bias_hh_l0` (3 H,), in the order reset
    gate, update gate, candidate; and so on for each layer, and with `_reverse` for the other direction.
    """

    gates = 3

    def step(self, projected: Tensor, state: State, w_hh: Tensor, b_hh: Tensor | None) -> State:
        """Return the state after one step."""
        return (recurrent.gru_step(projected, state[0], w_hh, b_hh),)

    def whole(self, x: Tensor, state: State, parameters: Parameters) -> tuple[Tensor, State] | None:
        """Return the outputs and the last state, if the backend has a kernel for all steps at once."""
        inputs = (x, *state, *parameters)
        if dispatch.kernel("gru", *sequences.present(inputs)) is None:
            return None
        output = sequences.GRULayer.apply(*inputs)
        return output, (output[-1],)
