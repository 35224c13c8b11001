"""More expressions that PyTorch and minitorch_ref print, or refuse, alike: order, indices, complex numbers, spectra."""

import pytest

import minitorch_ref as mt

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

from tests.parity.test_expressions import built_in, evaluate  # noqa: E402  skipped without torch

EXPRESSIONS = {
    "order and running totals": r"""
        x.sort()
        x.sort(5)
        f.sort(0,True)
        f.topk(2)
        f.topk(7)
        f.topk(-1)
        f.kthvalue(0)
        f.kthvalue(2)
        f.median()
        f.median(1)
        x.median(0,True)
        f.argsort(-1)
        T.argsort(x,dim=1,descending=True)
        f.max(1)
        f.min(0,keepdim=True)
        f.cumsum(3)
        x.cumsum(0)
        b.cumsum(0)
        u.cumsum(0)
        h.cumsum(0)
        f.cumprod(1)
        x.cumsum(0,dtype=T.float64)
        f.cummax(1)
        f.cummin(0)
        f.logcumsumexp(1)
    """,
    "softmax and norms": r"""
        f.softmax(1)
        f.softmax(2)
        x.softmax(1)
        x.softmax(1,dtype=T.float32)
        x.log_softmax(0)
        h.softmax(0)
        f.logsumexp(0)
        x.logsumexp((0,1))
        f.logsumexp(3)
        x.norm()
        f.norm()
        f.norm(dim=1)
        f.norm("nuc2")
        f.norm(2,1,True)
        f.norm(float("inf"))
        T.dist(f,f+1)
    """,
    "einsum": r"""
        T.einsum("ij,kj->ik",f,f)
        T.einsum("ij,kj->iq",f,f)
        T.einsum("ij",f,f)
        T.einsum("ijk",f)
        T.einsum("ij,jk",f,f)
        T.einsum("ij->iij",f)
        T.einsum("i1->i",f)
    """,
    "indices": r"""
        f.gather(1,T.tensor([[0,1]]))
        f.gather(1,T.tensor([[9]]))
        f.gather(2,T.tensor([[0]]))
        f.gather(1,T.tensor([0]))
        f.gather(1,T.tensor([[0.]]))
        f.gather(1,T.tensor([[-1]]))
        f.scatter(1,T.tensor([[0,1]]),5.0)
        f.scatter(1,T.tensor([[0,1]]),f)
        f.scatter(1,T.tensor([[0,9]]),f)
        f.scatter(1,T.tensor([[0,1]]),x)
        f.scatter(0,T.tensor([[0,1,2,0,0]]),f)
        f.scatter_add(0,T.tensor([[0,1,2,0]]),f)
        f.scatter_add(0,T.tensor([[0,1,2,7]]),f)
        x.scatter_add(1,T.tensor([[0,0],[1,1]]),x)
        x.scatter_reduce(1,T.tensor([[0,0],[1,1]]),x,"prod")
        x.scatter_reduce(1,T.tensor([[0,0],[1,1]]),x,"amax",include_self=False)
        x.scatter_reduce(1,T.tensor([[0,0],[1,1]]),x,"mean")
        x.scatter_reduce(1,T.tensor([[0,0],[1,1]]),x,"foo")
        f.index_add(0,T.tensor([0,0]),f[:2])
        f.index_add(0,T.tensor([0,5]),f[:2])
        f.index_add(0,T.tensor([0]),f[:2])
        f.index_add(0,T.tensor([0]),x[:1])
        f.index_copy(0,T.tensor([2]),f[:1])
        f.index_fill(1,T.tensor([0,2]),7)
        f.index_select(0,T.tensor([5]))
        f.index_select(0,T.tensor(1))
        f.index_put((T.tensor([0,0]),),f[0],True)
        f.index_put((T.tensor([0,1]),T.tensor([1,1])),T.tensor([1.,2.]))
        f.masked_scatter(f>0,T.arange(20.))
        f.masked_scatter(f>0,T.arange(1.))
        f.masked_select(x)
        f.masked_fill(f>0,T.ones(2))
        x.masked_fill(x>2,1.5)
    """,
    "repeating and turning": r"""
        T.tile(x,(2,2))
        x.tile(2)
        x.roll(1)
        x.roll(1,0)
        x.roll((1,2),(0,))
        x.rot90()
        x.rot90(1,(0,0))
        T.flip(x,(0,0))
        x.flip(2)
        T.fliplr(T.arange(3))
        T.flipud(x)
        T.meshgrid(T.arange(2),T.arange(3))
        T.meshgrid(T.arange(2),T.arange(3),indexing="xy")
        T.meshgrid(T.arange(2),T.arange(3.))
        T.meshgrid(x)
        x.repeat_interleave(2)
        x.repeat_interleave(T.tensor([1,2]),0)
        x.repeat_interleave(T.tensor([1,2,3]),0)
        x.repeat_interleave(-1)
        x.repeat(2)
        x.repeat(1,2)
        T.broadcast_tensors(x,T.arange(3))[1]
    """,
    "counts, classes and padding": r"""
        x.unique()
        T.unique(T.tensor([3,1,3]),return_counts=True)
        T.bincount(T.tensor([1,3,1]))
        T.bincount(T.tensor([-1]))
        T.bincount(T.tensor([1,3,1]),T.tensor([.5,1.,2.]))
        T.nn.functional.one_hot(T.tensor([0,2]))
        T.nn.functional.one_hot(T.tensor([0,2]),2)
        T.nn.functional.one_hot(T.tensor([0.,2]))
        T.nn.functional.one_hot(T.tensor([-1]))
        T.nn.functional.pad(x,(1,1))
        T.nn.functional.pad(x,(1,))
        T.nn.functional.pad(x,(1,1,1,1,1,1))
        T.nn.functional.pad(f,(1,1),"reflect")
        T.nn.functional.pad(f,(5,5),"reflect")
        T.nn.functional.pad(f,(1,1),"foo")
        T.nn.functional.pad(f,(-9,1))
        T.nn.functional.pad(f,(2,1),value=float("inf"))
    """,
    "special functions": r"""
        T.erf(f)
        x.erf()
        T.erfinv(f)
        T.lerp(f,f+1,0.5)
        T.lerp(x,x,0.5)
        T.addcmul(f,f,f,value=2)
        T.logaddexp(f,f)
        T.logaddexp(x,x)
        T.xlogy(x,f[:2,:3])
        x<<1
        x>>1
        1<<x
        x<<x
        f<<1
        b<<1
        T.bitwise_left_shift(x,2)
    """,
    "complex numbers": r"""
        T.tensor([1+2j,3-4j])
        T.tensor([1+2j,3-4j]).abs()
        T.tensor([1+2j,3-4j])*2
        T.tensor([1+2j,3-4j])+x[:1,:2]
        T.tensor([1+2j,3-4j]).real
        T.tensor([1+2j,3-4j]).imag
        f.imag
        f.real
        T.view_as_real(T.tensor([1+2j,3-4j]))
        T.view_as_real(f)
        T.view_as_complex(f)
        T.view_as_complex(f[:,:2])
        T.view_as_complex(f[:,:2].contiguous())
        T.view_as_complex(T.ones(3,2))
        T.complex(f,f)
        T.complex(f,x)
        T.polar(T.tensor([1.,2.]),T.tensor([0.,1.]))
        T.tensor([1+2j]).conj()
        T.tensor([1+2j])==T.tensor([1+2j])
        T.tensor([1+2j])<T.tensor([1+2j])
        T.tensor([1+2j]).angle()
        T.angle(f)
        T.tensor([1+2j]).sort()
        T.tensor([1+2j]).max()
        T.tensor([1+2j]).float()
        T.tensor([1+2j,0]).bool()
        T.tensor([1+2j]).dtype
        T.zeros(2,dtype=T.complex64)
        T.ones(2,dtype=T.complex128)
        T.tensor([1+2j]).sum()
        T.tensor([1+2j,2]).mean()
        T.tensor([1+2j,2]).prod()
        T.tensor([1+2j,2]).clamp(0)
        T.tensor([1+2j,2]).floor()
        T.tensor([1+2j,2])**2
        T.tensor([1+2j,2])@T.tensor([1+2j,2])
    """,
    "promotion and bfloat16": r"""
        T.promote_types(T.bfloat16,T.float16)
        T.promote_types(T.bfloat16,T.int64)
        T.promote_types(T.complex64,T.float64)
        T.result_type(f,1j)
        T.result_type(x,1j)
        f.to(T.bfloat16)
        f.bfloat16()
        T.arange(3,dtype=T.bfloat16)
        T.ones(2,dtype=T.bfloat16)+1.5
        T.ones(2,dtype=T.bfloat16)+h[:2]
        T.ones(2,2,dtype=T.bfloat16)@T.ones(2,2,dtype=T.bfloat16)
        T.tensor([1.5,-2],dtype=T.bfloat16).exp()
        T.tensor([1.5,-2],dtype=T.bfloat16).sum()
        T.tensor([1.5,-2],dtype=T.bfloat16).mean()
        T.tensor([1.5,-2],dtype=T.bfloat16).softmax(0)
        T.tensor([1.5,-2],dtype=T.bfloat16).amax()
        T.tensor([1.5,-2],dtype=T.bfloat16).sort()
        T.tensor([1.5,-2],dtype=T.bfloat16).argmax()
        T.tensor([1.5,-2],dtype=T.bfloat16).tolist()
        T.tensor([1.5,-2],dtype=T.bfloat16).sign()
        T.tensor([1.5,-2],dtype=T.bfloat16).sigmoid()
        T.tensor([1.5,-2],dtype=T.bfloat16).relu()
        T.tensor([1.5,-2],dtype=T.bfloat16).cumsum(0)
        T.tensor([1.5,-2],dtype=T.bfloat16)>0
        T.tensor([1.5,-2],dtype=T.bfloat16).long()
        T.tensor([1.5,-2],dtype=T.bfloat16)//1
        T.tensor([1.5,-2],dtype=T.bfloat16).isnan()
        T.tensor([1.5,-2],dtype=T.bfloat16).var()
    """,
    "spectra": r"""
        T.fft.rfft(T.tensor([1+2j]))
        T.fft.fft(T.arange(4.),norm="foo")
        T.fft.fft(T.arange(4.),0)
        T.fft.fft(T.zeros(0))
        T.fft.irfft(T.arange(3.)+0j)
        T.fft.irfft(T.arange(1.)+0j)
        T.fft.fftfreq(5,0.5)
        T.fft.rfftfreq(5)
        T.fft.fftshift(T.arange(5))
        T.fft.ifftshift(x)
        T.stft(T.arange(16.),4,window=T.ones(4),return_complex=True).shape
        T.stft(T.arange(16.),4,window=T.ones(4))
        T.stft(T.arange(16.),4,window=T.ones(5),return_complex=True)
        T.stft(T.arange(2.),4,window=T.ones(4),return_complex=True)
        T.stft(T.arange(2.),4,window=T.ones(4),center=False,return_complex=True)
        T.istft(T.ones(3,4),4)
        T.istft(T.ones(4,4)+0j,4,onesided=True)
    """,
    "devices, DLPack and random numbers": r"""
        T.device("cpu")
        T.device("cuda:1")
        T.device("cuda",1)
        T.device("foo")
        T.device("cpu")==f.device
        T.device("cuda").index
        T.zeros(2,device="cpu")
        T.zeros(2,device=T.device("cpu"))
        T.arange(3,device="cpu").device
        T.full((2,),1.,device="cpu")
        T.rand(2,device="cpu").device
        T.from_dlpack(np.arange(3))
        np.from_dlpack(T.arange(3))
        T.bernoulli(T.tensor([0.,1.]))
        T.bernoulli(T.tensor([0.,2.]))
        T.bernoulli(T.tensor([0,1]))
        T.multinomial(T.tensor([0.,1.]),1)
        T.multinomial(T.tensor([0.,1.]),2)
        T.multinomial(T.tensor([0.,1.]),2,True)
        T.multinomial(T.tensor([0.,-1.]),1)
        T.multinomial(T.tensor([0,1]),1)
        T.multinomial(T.tensor([0.,0.]),1)
        T.multinomial(T.ones(2,3),2).shape
        T.empty(3).uniform_().shape
        T.empty(3).normal_(0,-1)
        T.normal(0.,1.,(2,)).shape
        T.normal(T.zeros(2),T.ones(2)).dtype
        T.Generator().manual_seed(5).initial_seed()
        T.manual_seed(3).initial_seed()
        T.initial_seed()>=0
        T.get_rng_state().dtype
    """,
    "names, in-place forms and shorthands": r"""
        f.sum(axis=1)
        f.mean(axis=0,keepdims=True)
        f.softmax(axis=1)
        T.cat((f,f),axis=0).shape
        f.exp_()
        x.scatter_(1,T.tensor([[0]]),9)
        x.cumsum_(0)
        f.clone().scatter_add_(0,T.tensor([[1]]),T.ones(1,1))
        T.is_tensor(x)
        T.is_complex(x)
        T.is_floating_point(x)
        T.numel(x)
        T.clamp_min(x,2)
        x.clamp_max(2)
        T.logical_or(x,x)
        T.var_mean(f,1)
        T.std_mean(f)
        T.nansum(f)
        f.diag()
        T.diag(T.arange(3))
        T.diag_embed(T.arange(3))
        T.trace(f)
        T.swapaxes(f,0,1).shape
        T.tensor_split(T.arange(7),3)
        T.addmm(T.ones(3,3),f,f.t())
        T.baddbmm(T.ones(1,3,3),f[None],f.t()[None])
        T.nan_to_num(T.tensor([float("nan"),float("inf"),1.]))
        T.hypot(f,f)
        T.logit(T.tensor([.2,.5]))
        T.clip(x,1,3)
        T.asinh(f)
        T.acosh(f+2)
        T.atanh(f/2)
        T.deg2rad(f)
        T.frac(f)
        T.arcsin(f)
        T.arctan2(f,f)
        T.fix(f)
        T.linalg.norm(f)
        T.linalg.vector_norm(f,3)
        T.argwhere(x)
        T.take(x,T.tensor([0,5]))
        T.take_along_dim(x,T.tensor([[0],[1]]),1)
        T.nonzero(x,as_tuple=True)
        T.where(x>2)
        T.is_nonzero(T.tensor(1))
        T.get_default_dtype()
        T.finfo(T.float32).eps
        T.iinfo(T.int8).max
        T.cuda.is_available()
        T.hann_window(4)
        T.hamming_window(5,False)
    """,
}
CASES = [
    pytest.param(line.strip(), id=f"{family}: {line.strip()}")
    for family, lines in EXPRESSIONS.items()
    for line in lines.strip().splitlines()
]


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
