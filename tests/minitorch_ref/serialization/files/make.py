"""Makes the files beside it: `python make.py`, with torch 2.13 and safetensors 0.6 or later."""

from collections import Counter, OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent
NAMES = ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64"]


def tensors():
    """Tensors of every type and layout, whose values the tests know."""
    grid = torch.arange(12.0).reshape(3, 4)
    by_type = {name: torch.tensor([0, 1, 1, 0]).to(getattr(torch, name)) for name in NAMES}
    return {
        **by_type,
        "grid": grid,
        "its_second_row": grid[1],
        "transposed": torch.arange(6.0).reshape(2, 3).t(),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 3),
        "learned": nn.Parameter(torch.tensor([1.0, -1.0])),
    }


def containers():
    return {
        "numbers": [1, -2.5, True, None, 2**70, float("inf")],
        "nested": {"tuple": (1, (2, [3])), 7: "seven", "set": {1, 2}, "text": "Grüße", "bytes": b"\x00\xff"},
        "counter": Counter("abca"),
        "ordered": OrderedDict(b=1, a=2),
        "size": torch.Size([2, 3]),
        "dtype": torch.float32,
        "device": torch.device("cpu"),
    }


def checkpoint():
    """A model in the middle of its training."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4])
    for _ in range(3):
        optimizer.zero_grad()
        model(torch.randn(4, 3)).square().mean().backward()
        optimizer.step()
        schedule.step()
    return {
        "epoch": 3,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
    }


if __name__ == "__main__":
    torch.save(tensors(), HERE / "tensors.pt")
    torch.save(containers(), HERE / "containers.pt")
    torch.save({**tensors(), **containers()}, HERE / "protocol_4.pt", pickle_protocol=4)
    torch.save(checkpoint(), HERE / "checkpoint.pt")
    torch.save(nn.Linear(1, 1), HERE / "module.pt")
    torch.save(torch.ones(2), HERE / "before_1_6.pt", _use_new_zipfile_serialization=False)
    save_file({name: tensor.contiguous().clone() for name, tensor in tensors().items()}, HERE / "tensors.safetensors")
