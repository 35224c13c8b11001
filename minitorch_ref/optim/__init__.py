"""Optimizers and schedules of the learning rate, under the names of torch.optim. Knows parameters; knows no model."""

from minitorch_ref.optim import lr_scheduler
from minitorch_ref.optim.adagrad import Adagrad
from minitorch_ref.optim.adam import Adam, AdamW
from minitorch_ref.optim.optimizer import Optimizer
from minitorch_ref.optim.rmsprop import RMSprop
from minitorch_ref.optim.sgd import SGD

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "lr_scheduler"]
