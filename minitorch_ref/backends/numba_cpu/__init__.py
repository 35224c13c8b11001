"""Loops compiled for this CPU by Numba. Knows storage and threads; must not know tensors, functions or gradients."""
