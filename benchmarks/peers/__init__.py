"""Other frameworks under PyTorch's names, so that they can run the cases; each is imported in its own process only.

`python -m benchmarks --against NAME` takes the module NAME of this folder if there is one, else the framework itself.
An adapter has what the cases call, as far as its framework has it; a case that asks for more is reported as failed. One
whose framework does not compute at once has `ready(work)`: work that has its result when it returns.
"""
