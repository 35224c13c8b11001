"""The loops on a GPU, as kernels in Numba's CUDA. Knows memory of the device and launches; must not know tensors."""
