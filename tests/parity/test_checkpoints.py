"""Checkpoints between the frameworks: what torch.save writes is read here; what torch.load refuses is refused."""

import io
import pickle

import pytest

import minitorch_ref as mt
from minitorch_ref import optim
from minitorch_ref.serialization import load, save

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity


def written(value, **options):
    file = io.BytesIO()
    torch.save(value, file, **options)
    file.seek(0)
    return file


def assert_same(own, wanted):
    if isinstance(wanted, torch.Tensor):
        assert repr(own.dtype) == repr(wanted.dtype)
        assert (own.stride(), own.storage_offset()) == (wanted.stride(), wanted.storage_offset())
        assert own.requires_grad == wanted.requires_grad
        assert own.tolist() == wanted.tolist()
    elif isinstance(wanted, dict):
        assert type(own) is type(wanted)
        assert list(own) == list(wanted)
        for name, part in wanted.items():
            assert_same(own[name], part)
    elif isinstance(wanted, list | tuple) and not isinstance(wanted, torch.Size):
        assert type(own) is type(wanted)
        for first, second in zip(own, wanted, strict=True):
            assert_same(first, second)
    elif isinstance(wanted, torch.dtype):
        assert repr(own) == repr(wanted)
    else:
        assert own == wanted


def random_value(numbers, depth=3):
    """Return a nest of containers, numbers, text and tensors in every layout."""
    kind = torch.randint(0, 8 if depth else 5, (), generator=numbers).item()
    if kind < 2:
        dtype = [torch.float32, torch.float64, torch.int64, torch.bfloat16, torch.bool, torch.complex64][
            int(torch.randint(0, 6, (), generator=numbers))
        ]
        x = torch.randn(4, 6, generator=numbers).to(dtype)
        return [x, x.t(), x[1:3, ::2], x[2], x[0, 0], x[:, :0]][int(torch.randint(0, 6, (), generator=numbers))]
    if kind < 5:
        return [None, True, 3, -(2**40), 2.5, "text", torch.float16, torch.Size([2])][
            int(torch.randint(0, 8, (), generator=numbers))
        ]
    parts = [random_value(numbers, depth - 1) for _ in range(3)]
    return {5: parts, 6: tuple(parts), 7: dict(zip(["a", 1, None], parts, strict=True))}[kind]


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_random_structures_are_read_as_torch_reads_them(protocol):
    numbers = torch.Generator().manual_seed(0)
    for _ in range(40):
        value = random_value(numbers)
        assert_same(load(written(value, pickle_protocol=protocol)), value)


NETWORKS = {
    "mlp": lambda nn: nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)),
    "convolutional": lambda nn: nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten()),
    "recurrent": lambda nn: nn.LSTM(3, 4, num_layers=2, bidirectional=True),
    "transformer": lambda nn: nn.TransformerEncoderLayer(4, 2, 8),
}


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_state_dicts_of_networks_are_read(network):
    state = network(torch.nn).state_dict()
    assert_same(load(written(state)), state)


INPUTS = {"mlp": (5, 3), "convolutional": (2, 1, 5, 5), "recurrent": (4, 2, 3), "transformer": (4, 2, 4)}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_that_torch_trained_computes_the_same_here(name):
    torch.manual_seed(0)
    theirs, ours = (NETWORKS[name](framework.nn) for framework in (torch, mt))
    x = torch.randn(INPUTS[name])
    theirs(x)  # so that running means have moved
    found = ours.load_state_dict(load(written(theirs.state_dict())))
    assert (found.missing_keys, found.unexpected_keys) == ([], [])
    wanted, computed = theirs.eval()(x), ours.eval()(mt.from_numpy(x.numpy()))
    if isinstance(wanted, tuple):
        wanted, computed = wanted[0], computed[0]
    torch.testing.assert_close(torch.from_numpy(computed.detach().numpy()), wanted.detach())


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad"])
def test_an_optimizer_goes_on_from_a_file_of_torch(name):
    torch.manual_seed(0)
    q = torch.randn(3, 2).requires_grad_()
    theirs = getattr(torch.optim, name)([q], lr=0.05)
    for _ in range(4):
        q.grad = torch.cos(q.detach())
        theirs.step()
    saved = load(written({"p": q.detach(), "optimizer": theirs.state_dict()}))
    p = saved["p"].requires_grad_()
    ours = getattr(optim, name)([p])
    ours.load_state_dict(saved["optimizer"])
    for _ in range(4):
        q.grad, p.grad = torch.cos(q.detach()), p.detach().cos()
        theirs.step()
        ours.step()
    torch.testing.assert_close(torch.from_numpy(p.detach().numpy()), q.detach())


REFUSED = {
    "a module": lambda: torch.nn.Linear(1, 1),
    "a function": lambda: torch.relu,
    "an optimizer": lambda: torch.optim.SGD([torch.ones(1)], lr=0.1),
    "a class": lambda: torch.nn.Linear,
    "a generator": lambda: __import__("random").Random(0),
    "a path": lambda: __import__("pathlib").PurePosixPath("a"),
    "an exception": lambda: ValueError("a"),
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
def test_what_torch_refuses_is_refused_with_its_class_of_error(value):
    file = written({"deep": [value()]})
    with pytest.raises(pickle.UnpicklingError):
        torch.load(file)
    file.seek(0)
    with pytest.raises(pickle.UnpicklingError, match=r"refused|plain data"):
        load(file)


@pytest.mark.parametrize("value", [lambda: torch.ones(2).to_sparse(), lambda: torch.ones(2, dtype=torch.uint16)])
def test_tensors_that_do_not_exist_here_are_refused_by_name(value):
    with pytest.raises(pickle.UnpicklingError, match=r"torch\."):
        load(written(value()))


def test_plain_safetensors_files_come_from_state_dicts():
    own = {"w": mt.ones(2, 3, dtype=mt.float64)}
    save(own, file := io.BytesIO())
    file.seek(0)
    assert load(file)["w"].tolist() == [[1.0] * 3] * 2
