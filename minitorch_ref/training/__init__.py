"""Training a model: a pass over its data, when to stop, how to go on another day, what it confuses.

Knows tensors, and of models, losses, optimizers and batches only how they are called; knows no layer and no data set.
"""

from minitorch_ref.training import metrics
from minitorch_ref.training.checkpoint import Checkpoint
from minitorch_ref.training.early_stopping import EarlyStopping
from minitorch_ref.training.epoch import run_epoch
from minitorch_ref.training.metrics import confusion_matrix

__all__ = ["Checkpoint", "EarlyStopping", "confusion_matrix", "metrics", "run_epoch"]
