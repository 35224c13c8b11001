"""Loops over storage. Knows buffers, layouts and dtypes; must not know tensors, functions or gradients."""
