"""Run submissions on the machines of a Dask cluster. The judge, answers and keys stay with the coordinator.

A worker needs Python, NumPy and `distributed`, nothing of this course: what it runs comes with the first task.
"""
