"""What every operation is: a class with a `forward` and a `backward`, run and recorded by `apply`."""

from minitorch_ref.autograd.function import Context, Function

__all__ = ["Context", "Function"]
