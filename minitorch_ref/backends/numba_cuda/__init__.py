"""Kernels for CUDA devices, written once against `api.cuda`; they run on a GPU or in the simulator."""
