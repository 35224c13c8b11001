"""Complex numbers, Fourier transforms, and spectra of windows; inputs and results are pairs of real numbers."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, normal, positive

PLAIN = ("sliced",)
HANN = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(8) / 8)


def parts(m, z):
    """Return the real and the imaginary parts, which `Case` can differentiate."""
    return z.real, z.imag


def of_complex(name, call, *shapes, numpy=None, **options):
    """Return a case whose inputs are complex: `call(framework, *numbers)` gives complex or real numbers."""

    def run(m, *real):
        result = call(m, *[m.complex(*real[i : i + 2]) for i in range(0, len(real), 2)])
        return parts(m, result) if result.is_complex() else result

    def reference(*real):
        result = numpy(*[real[i] + 1j * real[i + 1] for i in range(0, len(real), 2)])
        return (result.real, result.imag) if np.iscomplexobj(result) else result

    inputs = [normal(*shape, seed=2 * i + part) for i, shape in enumerate(shapes) for part in (0, 1)]
    return Case(name, run, *inputs, numpy=reference if numpy else None, **{"layouts": PLAIN, **options})


def framed(x, window):
    """Return the spectra of windows of 8 samples, 2 apart, of a signal mirrored at both ends, in NumPy."""
    x = np.pad(x, ((0, 0), (4, 4)), mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(x, 8, 1)[:, ::2] * window
    spectra = np.fft.rfft(frames).transpose(0, 2, 1)
    return spectra.real, spectra.imag


CASES = [
    of_complex("mul", lambda m, x, y: x * y, (2, 3), (3,), numpy=np.multiply),
    of_complex("div", lambda m, x, y: x / y, (2, 3), (3,), numpy=np.divide),
    of_complex("number", lambda m, x: (2 + 1j) * x + 3, (2, 3), numpy=lambda x: (2 + 1j) * x + 3),
    of_complex("square", lambda m, x: x**2, (2, 3), numpy=np.square),
    of_complex("matmul", lambda m, x, y: x @ y, (2, 3), (3, 2), numpy=np.matmul),
    of_complex("sum", lambda m, x: x.sum(0), (2, 3), numpy=lambda x: x.sum(0)),
    of_complex("mean", lambda m, x: x.mean(1), (2, 3), numpy=lambda x: x.mean(1)),
    of_complex("prod", lambda m, x: x.prod(1), (2, 3), numpy=lambda x: x.prod(1)),
    of_complex("exp", lambda m, x: m.exp(x), (2, 3), numpy=np.exp),
    of_complex("log", lambda m, x: m.log(x), (2, 3), numpy=np.log),
    of_complex("sqrt", lambda m, x: m.sqrt(x), (2, 3), numpy=np.sqrt),
    of_complex("sin", lambda m, x: m.sin(x), (2, 3), numpy=np.sin),
    of_complex("tanh", lambda m, x: m.tanh(x), (2, 3), numpy=np.tanh),
    of_complex("reciprocal", lambda m, x: 1 / x, (2, 3), numpy=np.reciprocal),
    of_complex("abs", lambda m, x: m.abs(x), (2, 3), numpy=np.abs),
    of_complex("power", lambda m, x: x.abs() ** 2, (2, 3), numpy=lambda x: np.abs(x) ** 2),
    of_complex("angle", lambda m, x: m.angle(x), (2, 3), numpy=np.angle),
    of_complex("sgn", lambda m, x: m.sgn(x), (2, 3), numpy=np.sign),
    of_complex("conj", lambda m, x: m.conj(x) * x * 1j, (2, 3), numpy=lambda x: x.conj() * x * 1j),
    of_complex("parts", lambda m, x: m.real(x) * m.imag(x), (2, 3), numpy=lambda x: x.real * x.imag),
    of_complex("view_as_real", lambda m, x: m.view_as_real(x) * 2, (2, 3),
               numpy=lambda x: 2 * np.stack([x.real, x.imag], -1)),
    of_complex("cat", lambda m, x, y: m.cat([x, y], 1), (2, 3), (2, 1), numpy=lambda x, y: np.concatenate([x, y], 1)),
    of_complex("cumprod", lambda m, x: m.cumprod(x, 1), (2, 3), numpy=lambda x: np.cumprod(x, 1)),
    of_complex("norm", lambda m, x: m.norm(x, dim=1), (2, 3), numpy=lambda x: np.linalg.norm(x, axis=1)),
    of_complex("real times complex", lambda m, x, y: x.real * y, (2, 3), (2, 3), numpy=lambda x, y: x.real * y),
    Case("polar", lambda m, r, a: parts(m, m.polar(r, a)), positive(2, 3), normal(2, 3), layouts=PLAIN,
         numpy=lambda r, a: (r * np.cos(a), r * np.sin(a))),
    Case("view_as_complex", lambda m, x: parts(m, m.view_as_complex(x.contiguous()) ** 2), normal(3, 2), layouts=PLAIN,
         numpy=lambda x: (x[:, 0] ** 2 - x[:, 1] ** 2, 2 * x[:, 0] * x[:, 1])),
    Case("angle of real", lambda m, x: m.angle(x), normal(2, 3), gradgrad=False, numpy=np.angle),
    of_complex("fft", lambda m, x: m.fft.fft(x), (2, 5), numpy=np.fft.fft),
    of_complex("ifft", lambda m, x: m.fft.ifft(x, norm="ortho"), (2, 4), numpy=lambda x: np.fft.ifft(x, norm="ortho")),
    of_complex("fft cut", lambda m, x: m.fft.fft(x, 3, 1, "forward"), (2, 5),
               numpy=lambda x: np.fft.fft(x, 3, norm="forward")),
    of_complex("fft axis 0", lambda m, x: m.fft.fft(x, 6, 0), (5, 2), numpy=lambda x: np.fft.fft(x, 6, 0)),
    of_complex("irfft", lambda m, x: m.fft.irfft(x), (2, 3), numpy=np.fft.irfft),
    of_complex("irfft odd", lambda m, x: m.fft.irfft(x, 5), (2, 3), numpy=lambda x: np.fft.irfft(x, 5)),
    of_complex("irfft long", lambda m, x: m.fft.irfft(x, 8, norm="forward"), (2, 3),
               numpy=lambda x: np.fft.irfft(x, 8, norm="forward")),
    Case("rfft", lambda m, x: parts(m, m.fft.rfft(x)), normal(2, 5),
         numpy=lambda x: (np.fft.rfft(x).real, np.fft.rfft(x).imag)),
    Case("rfft even", lambda m, x: parts(m, m.fft.rfft(x, 4, 0, "ortho")), normal(3, 2),
         numpy=lambda x: (np.fft.rfft(x, 4, 0, "ortho").real, np.fft.rfft(x, 4, 0, "ortho").imag)),
    Case("fft of real", lambda m, x: parts(m, m.fft.fft(x)), normal(2, 4),
         numpy=lambda x: (np.fft.fft(x).real, np.fft.fft(x).imag)),
    Case("fftshift", lambda m, x: (m.fft.fftshift(x), m.fft.ifftshift(x, 1)), normal(4, 3), layouts=PLAIN,
         numpy=lambda x: (np.fft.fftshift(x), np.fft.ifftshift(x, 1))),
    Case("stft", lambda m, x, w: parts(m, m.stft(x, 8, 2, window=w, return_complex=True)), normal(2, 12), HANN,
         layouts=PLAIN, numpy=framed),
    Case("stft of one signal",
         lambda m, x, w: parts(m, m.stft(x, 8, win_length=6, window=w, center=False, normalized=True, onesided=False,
                                         return_complex=True)), normal(12), HANN[1:7], layouts=PLAIN),
    Case("power of stft", lambda m, x, w: m.stft(x, 8, 4, window=w, return_complex=True).abs() ** 2, normal(2, 16),
         HANN, layouts=PLAIN),
    Case("stft there and back", lambda m, x, w: m.istft(m.stft(x, 8, 2, window=w, return_complex=True), 8, 2, window=w),
         normal(2, 12), HANN, layouts=PLAIN, grad=False, numpy=lambda x, w: x),
    of_complex("istft", lambda m, x: m.istft(x, 8, 2, window=m.ones(8, dtype=m.float64).to(x.real.dtype)), (5, 4)),
    of_complex("istft of a length", lambda m, x: m.istft(x, 8, 2, window=m.ones(8).to(x.real.dtype), length=9,
                                                         normalized=True), (2, 5, 4), layouts=("contiguous",)),
]  # fmt: skip
