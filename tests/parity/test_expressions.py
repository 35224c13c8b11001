"""The same expressions, evaluated by PyTorch and by minitorch_ref on both of its backends.

What they print must be the same text, which shows values, element types, shapes and the printing itself. Where PyTorch
raises, minitorch_ref must raise an error that the same `except` clause catches.
"""

import warnings
from typing import Any

import numpy as np
import pytest

import minitorch_ref as mt

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

EXPRESSIONS = {
    "creation and printing": r"""
        T.empty(-1)
        T.tensor([[1,2],[3]])
        T.tensor("a")
        x
        f
        b
        h
        u
        T.zeros(0,3)
        T.zeros(0)
        T.zeros(0,dtype=T.int64)
        T.ones(())
        T.tensor(3)
        T.tensor(3.5)
        T.tensor([1e10,1.0])
        T.tensor([1e-5,1.0])
        T.tensor([float("nan"),1.0,float("inf")])
        T.tensor([float("nan"),1.5,-float("inf")])
        T.tensor([1000.,1.])
        T.tensor([10000.,1.])
        T.tensor([100000.5,1.])
        T.arange(1001)
        T.arange(40)
        T.arange(40.)
        T.zeros(3,4,dtype=T.float64)
        T.full((2,),7)
        T.full((2,2),True)
        T.eye(3)
        T.eye(2,3)
        T.linspace(0,1,5)
        T.linspace(-3,3,7)
        T.arange(0,1,0.1)
        T.arange(5,0,-1)
        T.arange(1,4,dtype=T.float32)
        T.arange(1,0)
        T.tensor([[1,2],[3,4]],dtype=T.float16)
        T.tensor([])
        T.tensor([[]])
        T.tensor([1,2.5])
        T.tensor([True,2])
        T.tensor(np.arange(3.))
        T.tensor(np.float32(2))
        T.from_numpy(np.arange(4)[::-1])
        T.from_numpy(np.array(["a"]))
        T.as_tensor([1,2])
        T.tensor([3,-3]).reciprocal()
        T.zeros(2.0)
        T.zeros(2,dtype=T.bool)
        T.full((2,),1.5,dtype=T.int64)
        T.tensor([0.1,0.25,1234.5])
        T.tensor([[0.1,-0.25],[12.5,3]])
        T.tensor([1e-10])
        T.tensor([0.0,1e-5])
        T.tensor([-1.0,2.0])
        T.tensor([0.1],dtype=T.float16)
        T.arange(-5.,5.)
        T.zeros(1,1,1,1)
        T.ones(2,2,2,2,dtype=T.int32)
    """,
    "views and shapes": r"""
        x.permute(0,0)
        x.permute(0,2)
        x.permute(0)
        x.narrow(0,1,5)
        x.narrow(2,0,1)
        x.select(0,9)
        x.view(5)
        x.reshape(5)
        x.t().view(6)
        x.t().reshape(6)
        x.view(-1,4)
        x.view(-1,-1)
        x.expand(3,3)
        x.expand(2)
        x.expand(-1,2,3)
        T.broadcast_shapes((2,3),(4,))
        x.squeeze(5)
        x.unsqueeze(7)
        T.zeros(2,2,2).t()
        x.transpose(0,1).stride()
        (x.t()+1).stride()
        x.t().clone().stride()
        x.t().contiguous().stride()
        x.unsqueeze(1).stride()
        x.unsqueeze(-1).stride()
        x.t().unsqueeze(0).stride()
        x.expand(4,2,3).stride()
        x[:,1:].storage_offset()
        x.squeeze().shape
        x.shape
        x.size(1)
        x.size(-3)
        x.size()
        x.numel()
        T.zeros(2,3).size()
        T.arange(2000.).reshape(40,50)
        T.arange(20000).reshape(10,20,100)
        T.arange(100).reshape(2,50)
        T.arange(24.,dtype=T.float64).reshape(2,3,4)
        T.from_numpy(np.arange(6,dtype=np.int32).reshape(2,3)[:,::2]).stride()
        f.flatten()
        f.flatten(0,0).shape
        f.view(2,6)
        f.t().flatten()
        f.diagonal()
        f.diagonal(1)
        f.unfold(1,2,1)
        f.movedim(0,1).shape
        x.is_contiguous()
        x.t().is_contiguous()
        x.expand(2,2,3).add_(1)
        x.view(6).t()
        x.T
        x.mT
        T.ones(2).mT
        x.unflatten(1,(3,1)).shape
        T.rand(2,3).shape
        T.zeros((2,3)).shape
        T.zeros([2,3]).shape
        x.permute(1,0).stride()
        x.permute((1,0)).stride()
        x.view(3,2,1).stride()
        x.reshape(-1)
        x.reshape(0,-1)
        T.zeros(0,3).view(-1)
        T.zeros(0,3).view(0,-1)
        T.arange(10)[20:].storage_offset()
        T.arange(10)[7:2].storage_offset()
        T.arange(12).reshape(3,4)[::2,::3].stride()
        x.element_size()
        x.ndim
        T.arange(300.).reshape(1,300)
    """,
    "indexing": r"""
        x[:, ::0]
        x[5]
        x[0,0,0]
        x[None,...,0]
        x["a"]
        x[1.0]
        x[0]
        x[:,1]
        x[-1,-1]
        x[...,None]
        x[:,::2]
        x[1:,:]
        x[5:]
        x[[0,1],[1,2]]
        x[T.tensor([1,0])]
        x[:,T.tensor([2,0])]
        x[x>2]
        x[b>0]
        x[:,b]
        x[T.tensor(1)]
        x[[True,False]]
        x[True]
        x[None]
        x[0,:,None]
        x[T.tensor([5])]
        x[T.tensor([0.5])]
        x[0:1.5]
        T.tensor([1,2,3])[T.tensor([0,2])]
    """,
    "arithmetic and types": r"""
        x+T.ones(4)
        x.add_(1.5)
        b-b
        -b
        T.arange(3)/0
        T.arange(3)//0
        u+1
        u+10
        u*2.5
        x+1.5
        x.float()+T.tensor(1.0,dtype=T.float64)
        x+T.tensor(1.0,dtype=T.float64)
        x+T.tensor([1.0],dtype=T.float64)
        h+1
        h+f[0,:1]
        b+b
        b*2
        b+1.0
        u+T.tensor([1],dtype=T.int8)
        x/2
        x//2
        -x//2
        -x%4
        x>2
        x==2
        x==None
        x!="a"
        1-x
        2/f
        2**x
        x**2
        x**-1
        f**0.5
        f.abs()
        x.abs()
        f.sign()
        f.floor()
        f.round()
        f.round(decimals=1)
        x.floor()
        f.exp()
        f.log()
        x.sqrt()
        f.sigmoid()
        f.tanh()
        f.relu()
        x.relu()
        x.exp()
        b.exp()
        f.isnan()
        x.logical_and(b)
        b&b
        b|True
        x&1
        x^3
        ~x
        ~b
        ~f
        T.ones(3).mul_(2)
        T.ones(3).add_(T.ones(2,3))
        x.div(2,rounding_mode="trunc")
        (-f).div(0.3,rounding_mode="floor")
        x.div(2,rounding_mode="x")
        f.fmod(0.3)
        f%0.3
        x.fmod(0)
        T.tensor([1,2])==T.tensor([1,3])
        T.atan2(f,f+1)
        T.logical_not(x)
        T.maximum(x,T.tensor(2.5))
        T.square(x)
        T.rsqrt(x)
    """,
    "reductions": r"""
        x.sum(5)
        x.mean()
        T.zeros(0).max()
        T.zeros(0).argmax()
        x.max(5)
        T.zeros(2,0).amax(1)
        x.var()
        x.sum((0,0))
        f.sum()
        f.sum(0)
        f.sum((0,1),keepdim=True)
        f.mean(1)
        f.var()
        f.std(0)
        f.var(1,unbiased=False)
        f.std(dim=1,correction=0)
        x.prod()
        x.prod(1)
        f.max()
        f.max(1)[0]
        f.max(1)[1]
        f.min(0,keepdim=True)[1]
        f.argmax()
        f.argmax(1)
        f.argmin(0,keepdim=True)
        f.argmax(keepdim=True)
        f.amax((0,1))
        b.all()
        b.any()
        x.all(1)
        u.all()
        x.sum(dim=1,dtype=T.float32)
        T.sum(x,1)
        T.mean(f,dim=0,keepdim=True)
        x.sum(())
        x.max(T.tensor(2))
        x.argmax(dim=2)
        T.tensor(5).sum(0)
        T.tensor(5).argmax(0)
        T.tensor(5).max(0)[1]
        T.tensor([float("nan"),1.]).argmax()
        T.tensor([float("nan"),1.]).max()
        T.zeros(3,dtype=T.int8).sum().dtype
    """,
    "products": r"""
        x@x
        T.tensor(1)@x
        x@x.t()
        f@T.ones(4)
        T.ones(3)@f
        T.ones(4)@T.ones(4)
        T.ones(2,1,3,4)@T.ones(5,4,2)
        T.ones(2,3,4)@T.ones(4)
        T.ones(3)@T.ones(2,3,4)
        b@b
        x@f
        x.float()@f
        T.ones(2,0)@T.ones(0,3)
        x.mm(x.t())
        x.mv(T.ones(3))
        T.outer(T.arange(3),T.arange(2))
        T.dot(T.arange(3),T.arange(3))
    """,
    "joining and choosing": r"""
        T.cat([x,x.t()])
        T.stack([x,x.t()])
        f.clamp(0,.5)
        f.clamp(min=0)
        f.clamp(max=T.tensor(0.1))
        x.clamp(1,2.5)
        x.clamp()
        T.where(x>2,x,0)
        T.where(x>2,1.5,x)
        T.where(b,1,2)
        T.cat([x,x],1)
        T.cat([x,f[:1,:3]])
        T.stack([x,x],-1).shape
        f.split(2)[1]
        f.chunk(3,1)[1]
        f.unbind(1)[0]
        f.repeat(2,1)
        T.arange(3).repeat(2,2)
        f.flip(0)
        f.tril()
        f.triu(1)
        f.gather(1,T.tensor([[0],[1],[3]]))
        f.index_select(1,T.tensor([0,2]))
        f.masked_fill(f>0,0)
        f.masked_select(f>0)
        x.nonzero()
    """,
    "conversion and the rest": r"""
        x.item()
        bool(x)
        T.zeros(2).float().tolist()
        x.tolist()
        x.float().dtype
        x.to(T.float64).dtype
        f.long()
        f.int()
        f.bool()
        u.char()
        len(x)
        len(T.tensor(1))
        list(T.tensor(1))
        list(x)[1]
        2 in x
        float(T.tensor(2))
        int(T.tensor(2.7))
        f"{T.tensor(2.5):.3f}"
        str(T.tensor(1.0))
        T.result_type(x,1.5)
        T.promote_types(T.uint8,T.int8)
        x.new_zeros(2)
        x.new_tensor([1.7])
        x.allclose(x)
        x.equal(x)
        T.randint(5,(2,)).dtype
        x.copy_(T.ones(3))
        x.fill_(7)
        x.float().fill_(T.ones(2))
        x.zero_()
        T.tensor([1.5]).to(T.int64)
        T.tensor([300]).to(T.uint8)
        x.type_as(f).dtype
        x.nbytes
        x.is_floating_point()
    """,
}
CASES = [
    pytest.param(line.strip(), id=f"{family}: {line.strip()}")
    for family, lines in EXPRESSIONS.items()
    for line in lines.strip().splitlines()
]


def evaluate(expression: str, framework: Any) -> tuple[str, Any]:
    """Return ("prints", the text) or ("raises", the exception)."""
    names = {
        "T": framework,
        "np": np,
        "x": framework.arange(6).reshape(2, 3),
        "f": framework.arange(12.0).reshape(3, 4) / 7 - 0.5,
        "b": framework.tensor([True, False, True]),
        "h": framework.arange(5, dtype=framework.float16),
        "u": framework.tensor([1, 250], dtype=framework.uint8),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch warns of deprecated ways to index and to transpose
        try:
            return "prints", repr(eval(expression, names))
        except Exception as error:
            return "raises", error


def built_in(error: Exception) -> type:
    """Return the built-in class of an exception, RuntimeError for its own subclass NotImplementedError."""
    found = next(kind for kind in type(error).__mro__ if kind.__module__ == "builtins")
    return RuntimeError if found is NotImplementedError else found


@pytest.mark.parametrize("backend", ["numpy", "python"])
@pytest.mark.parametrize("expression", CASES)
def test_it_prints_or_raises_what_pytorch_does(expression, backend):
    kind, wanted = evaluate(expression, torch)
    with mt.use_backend(backend):
        own_kind, found = evaluate(expression, mt)
    assert own_kind == kind, found
    if kind == "prints":
        assert found == wanted
    else:
        assert isinstance(found, built_in(wanted)), repr(found)
        assert isinstance(found, mt.MiniTorchError), repr(found)
