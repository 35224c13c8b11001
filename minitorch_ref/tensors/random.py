"""Random tensors, drawn from one generator that `manual_seed` starts again.

The numbers are NumPy's, so a seed gives the same numbers on every machine, but not those of PyTorch.
"""

import functools
import os
from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref import dtypes, memory
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import DeviceError, UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.sizes import Sizes, as_sizes
from minitorch_ref.storage import Device, Place, cpu, on
from minitorch_ref.tensors.factories import leaf, of_array

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Generator",
    "get_rng_state",
    "initial_seed",
    "manual_seed",
    "rand",
    "rand_like",
    "randint",
    "randn",
    "randn_like",
    "randperm",
    "seed",
    "set_rng_state",
]


class Generator:
    """A source of random numbers of its own; pass it as `generator=`.

    `stream(name)` gives a source for one purpose, such as "shuffle" or "dropout", that depends on the seed and the name
    only: drawing from one stream does not change what others give.
    """

    def __init__(self, device: "Device | str | int | None" = None) -> None:
        self.device = on(None if isinstance(device, int) else device)
        self.streams: dict[str, Generator] = {}
        self.manual_seed(device if isinstance(device, int) else unknowable())

    def manual_seed(self, seed: int) -> "Generator":
        """Start again from a seed, and all streams with it."""
        self.first_seed = seed & 0xFFFF_FFFF_FFFF_FFFF
        self.__dict__.pop("numpy", None)
        self.calls = 0  # how often a device has been asked for numbers: with the seed, all that it needs
        for name, stream in self.streams.items():
            stream.manual_seed(stream_seed(self.first_seed, name))
        return self

    @functools.cached_property
    def numpy(self) -> "np.random.Generator":
        """NumPy's generator, made when it is first asked for: many programs never load numpy.random."""
        return np.random.default_rng(self.first_seed)

    def initial_seed(self) -> int:
        """Return the seed from which the numbers started."""
        return self.first_seed

    def seed(self) -> int:
        """Start again from a seed that nobody can know, and return it."""
        return self.manual_seed(unknowable()).first_seed

    def stream(self, name: str) -> "Generator":
        """Return the source of random numbers of this name; always the same object."""
        if name not in self.streams:
            self.streams[name] = Generator(self.device).manual_seed(stream_seed(self.first_seed, name))
        return self.streams[name]

    def get_state(self) -> "Tensor":
        """Return where the numbers are, as bytes, uint8; streams have states of their own."""
        import json

        state = json.dumps([self.first_seed, self.numpy.bit_generator.state, self.calls]).encode()
        return of_array(np.frombuffer(state, np.uint8).copy())

    def set_state(self, new_state: "Tensor") -> "Generator":
        """Go on from where another generator was when `get_state` was called."""
        import json

        self.first_seed, self.numpy.bit_generator.state, self.calls = json.loads(new_state.numpy().tobytes())
        return self

    def clone_state(self) -> "Generator":
        """Return a generator that goes on from where this one is."""
        return Generator(self.device).set_state(self.get_state())

    def drawn(self, kind: str, size: tuple[int, ...], dtype: DType, *bounds: int) -> "Tensor":
        """Return "uniform" or "normal" numbers, or "integers" between bounds, made on the device of this generator."""
        out = dispatch.allocate(size, dtype, device=self.device)
        out.strided.storage.data.draw(kind, self.first_seed, self.calls, *bounds)
        self.calls += 1
        return out


def unknowable() -> int:
    """Return a seed of 53 bits from the operating system's source of randomness."""
    return int.from_bytes(os.urandom(8)) >> 11


def stream_seed(seed: int, name: str) -> int:
    """Return the seed of a stream."""
    import hashlib  # takes longer to load than most of this package, and few programs name streams

    return int.from_bytes(hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=8).digest())


default = Generator()

of_devices: dict[Device, Generator] = {}
"""The common generators of other devices than the CPU, once they are needed."""


def common(device: Device) -> Generator:
    """Return the common generator of a device; all of them start from the same seed."""
    if device is cpu:
        return default
    if device not in of_devices:
        of_devices[device] = Generator(device).manual_seed(default.first_seed)
    return of_devices[device]


def source(generator: Generator | None, device: Place) -> Generator:
    """Return the generator that draws numbers for a device: the common one unless one is given.

    Raises: DeviceError (a RuntimeError) if the given one draws on another device.
    """
    place = on(device)
    if generator is None:
        return common(place)
    if generator.device is not place:
        raise DeviceError(f"Expected a '{place.type}' device type for generator but found '{generator.device.type}'")
    return generator


def manual_seed(seed: int) -> Generator:
    """Start the common generators of all devices again from a seed."""
    for generator in of_devices.values():
        generator.manual_seed(seed)
    return default.manual_seed(seed)


def initial_seed() -> int:
    """Return the seed from which the common generator started."""
    return default.initial_seed()


def seed() -> int:
    """Start the common generator from a seed that nobody can know, and return it."""
    return default.seed()


def get_rng_state() -> "Tensor":
    """Return where the common generator is, as bytes, uint8."""
    return default.get_state()


def set_rng_state(new_state: "Tensor") -> None:
    """Let the common generator go on from where it was when `get_rng_state` was called."""
    default.set_state(new_state)


@memory.reports_exhaustion
def rand(
    *size: Sizes,
    generator: Generator | None = None,
    dtype: DType | None = None,
    device: Place = None,
    requires_grad: bool = False,
) -> "Tensor":
    """Return numbers drawn uniformly from [0, 1)."""
    dtype = floating("rand", dtype)
    numbers = source(generator, device)
    if numbers.device is not cpu:
        return leaf(numbers.drawn("uniform", as_sizes(size), dtype), requires_grad)
    exact = np.float64 if dtype is dtypes.float64 else np.float32
    drawn = numbers.numpy.random(as_sizes(size), dtype=exact)
    below_one = np.minimum(drawn, np.nextafter(1, 0, dtype=exact), out=np.asarray(drawn))
    return leaf(of_array(below_one.astype(dtype.numpy, copy=False)), requires_grad, device)


@memory.reports_exhaustion
def randn(
    *size: Sizes,
    generator: Generator | None = None,
    dtype: DType | None = None,
    device: Place = None,
    requires_grad: bool = False,
) -> "Tensor":
    """Return numbers drawn from the normal distribution with mean 0 and standard deviation 1.

    Complex numbers have variance 1 as a whole, 1 / 2 in each part.
    """
    chosen = source(generator, device)
    if chosen.device is not cpu:
        return leaf(chosen.drawn("normal", as_sizes(size), floating("randn", dtype)), requires_grad)
    numbers = chosen.numpy
    dtype = dtypes.chosen(dtype, dtypes.float32)
    if dtype.is_complex:
        pairs = numbers.standard_normal((*as_sizes(size), 2)) / np.sqrt(2)
        return leaf(of_array(np.ascontiguousarray(pairs @ [1, 1j]).astype(dtype.numpy)), requires_grad, device)
    dtype = floating("randn", dtype)
    exact = np.float64 if dtype is dtypes.float64 else np.float32
    drawn = numbers.standard_normal(as_sizes(size), dtype=exact)
    return leaf(of_array(np.asarray(drawn).astype(dtype.numpy)), requires_grad, device)


def floating(name: str, dtype: DType | None) -> DType:
    """Return a floating element type, by default float32."""
    dtype = dtypes.chosen(dtype, dtypes.float32)
    if not dtype.is_floating_point:
        raise UnsupportedError(f"{name}: makes floating-point numbers, got {dtype}; use randint")
    return dtype


@memory.reports_exhaustion
def randint(
    low: int,
    high: "int | Sizes | None" = None,
    size: Sizes | None = None,
    *,
    generator: Generator | None = None,
    dtype: DType | None = None,
    device: Place = None,
) -> "Tensor":
    """Return integers drawn uniformly from [low, high); `randint(high, size)` starts at 0."""
    if size is None and high is not None:
        low, high, size = 0, low, high
    if not isinstance(high, int) or size is None or low >= high:
        raise UnsupportedError(f"randint: takes (low, high, size) with low < high, got {low}, {high}, {size}")
    numbers = source(generator, device)
    if numbers.device is not cpu:
        return numbers.drawn("integers", as_sizes((size,)), dtypes.int64, low, high).to(dtype=dtype or dtypes.int64)
    drawn = numbers.numpy.integers(low, high, as_sizes((size,)))
    return leaf(of_array(np.asarray(drawn).astype(dtypes.chosen(dtype, dtypes.int64).numpy)), False, device)


def randperm(
    n: int,
    *,
    generator: Generator | None = None,
    dtype: DType | None = None,
    device: Place = None,
) -> "Tensor":
    """Return the integers from 0 to n - 1 in random order."""
    numbers = source(generator, device)
    if numbers.device is not cpu:
        return numbers.drawn("integers", (n,), dtypes.int64, 0, 2**31 - 1).argsort().to(dtype=dtype or dtypes.int64)
    drawn = numbers.numpy.permutation(n)
    return leaf(of_array(drawn.astype(dtypes.chosen(dtype, dtypes.int64).numpy)), False, device)


def rand_like(
    input: "Tensor",
    *,
    dtype: DType | None = None,
    device: Place = None,
    requires_grad: bool = False,
) -> "Tensor":
    """Return uniform random numbers in the shape, and by default the type, of another tensor."""
    return leaf(rand(input.shape, dtype=dtype or input.dtype, device=device or input.device), requires_grad)


def randn_like(
    input: "Tensor",
    *,
    dtype: DType | None = None,
    device: Place = None,
    requires_grad: bool = False,
) -> "Tensor":
    """Return normal random numbers in the shape, and by default the type, of another tensor."""
    return leaf(randn(input.shape, dtype=dtype or input.dtype, device=device or input.device), requires_grad)
