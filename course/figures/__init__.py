"""Figures a reader can move: knows how to draw and to recompute a picture; must not know lessons, checks or answers.

A lesson passes an ordinary function that draws one frame and the finite sets its arguments move through. In
JupyterLab each move calls the function again, so the picture follows the student's own code; on the web site all
frames are computed beforehand and a few lines of JavaScript choose among them.
"""

from course.figures.boundary import boundary_explorer
from course.figures.broadcasting import broadcasting_explorer
from course.figures.explore import Explorer, explore
from course.figures.gradients import gradient_explorer
from course.figures.kernel_explorers import bank_explorer, coalescing_explorer, tile_explorer
from course.figures.paths import path_explorer
from course.figures.problem import FigureError
from course.figures.strides import stride_explorer
from course.figures.style import style
from course.figures.sweep import sweep_explorer
from course.figures.training import training_explorer

__all__ = [
    "Explorer",
    "FigureError",
    "bank_explorer",
    "boundary_explorer",
    "broadcasting_explorer",
    "coalescing_explorer",
    "explore",
    "gradient_explorer",
    "path_explorer",
    "stride_explorer",
    "style",
    "sweep_explorer",
    "tile_explorer",
    "training_explorer",
]
