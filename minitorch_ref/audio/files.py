"""Sound files: wav, flac, ogg and what else libsndfile reads."""

from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.errors import ArgumentError, DataError, ShapeError
from minitorch_ref.tensors.factories import from_numpy
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["load", "save"]

SUBTYPES = {"float32": "FLOAT", "float64": "DOUBLE", "int32": "PCM_32", "int16": "PCM_16", "uint8": "PCM_U8"}
WHOLE_NUMBERS = {"PCM_16": "int16", "PCM_U8": "int16", "PCM_S8": "int16", "PCM_24": "int32", "PCM_32": "int32"}
READABLE = ("int16", "int32", "float32", "float64")


def soundfile() -> Any:
    """Return the library that reads sound files, imported when the first file is."""
    import soundfile

    return soundfile


def load(
    uri: str | Path | BinaryIO,
    frame_offset: int = 0,
    num_frames: int = -1,
    normalize: bool = True,
    channels_first: bool = True,
) -> tuple[Tensor, int]:
    """Return the sound in a file and how many samples make a second.

    Args:
        uri: the path, or an open binary file.
        frame_offset: how many samples to leave out at the beginning.
        num_frames: how many to read at most; -1 for all.
        normalize: whether to return float32 from -1 to 1; otherwise whole numbers as they are stored (int16 or int32),
            if they are.
        channels_first: whether to return (channels, time) instead of (time, channels).

    Raises:
        FileNotFoundError: if there is no such file.
        DataError: (a RuntimeError) if it holds no sound that can be read.
    """
    library = soundfile()
    if isinstance(uri, str | Path) and not Path(uri).is_file():
        raise FileNotFoundError(f"load: there is no file {uri}")
    try:
        with library.SoundFile(uri) as file:
            dtype = "float32" if normalize else WHOLE_NUMBERS.get(file.subtype, "float32")
            file.seek(min(frame_offset, file.frames))
            samples = file.read(num_frames, dtype=dtype, always_2d=True)
            rate = file.samplerate
    except library.LibsndfileError as error:
        raise DataError(f"load: {uri} cannot be read as sound: {error}") from error
    return from_numpy(np.ascontiguousarray(samples.T) if channels_first else samples), rate


def save(
    uri: str | Path | BinaryIO,
    src: Tensor,
    sample_rate: int,
    channels_first: bool = True,
    format: str | None = None,
    encoding: str | None = None,
    bits_per_sample: int | None = None,
) -> None:
    """Write a sound to a file.

    Args:
        uri: the path, or an open binary file.
        src: (channels, time); floating-point numbers from -1 to 1, or int16, int32, uint8.
        sample_rate: how many samples make a second.
        channels_first: whether src is (channels, time) instead of (time, channels).
        format: "wav", "flac", ...; by default what the path ends with.
        encoding: "PCM_S" for whole numbers or "PCM_F" for floating-point ones; by default as in src.
        bits_per_sample: 8, 16, 24, 32 or 64; by default as in src, and 16 for "PCM_S" from floating-point numbers.

    Raises: ArgumentError (a ValueError) for other encodings; ShapeError (a RuntimeError) if src has not two axes.
    """
    if src.dim() != 2:
        raise ShapeError(f"save: a sound is (channels, time), got {tuple(src.shape)}")
    samples = src.detach().numpy().T if channels_first else src.detach().numpy()
    subtype = subtype_of(src, encoding, bits_per_sample)
    ending = Path(uri).suffix[1:] if isinstance(uri, str | Path) else ""
    kind = (format or ending or "wav").upper()
    if kind in ("FLAC", "OGG", "MP3") and encoding is None and bits_per_sample is None:
        subtype = None  # each has one of its own
    if samples.dtype.name not in READABLE:  # bytes are centred at 128
        samples = ((samples.astype(np.int16) - 128) << 8).astype(np.int16)
    soundfile().write(uri, samples, sample_rate, subtype=subtype, format=kind)


def subtype_of(src: Tensor, encoding: str | None, bits: int | None) -> str | None:
    """Return libsndfile's name of an encoding, by default that of the elements of src."""
    if encoding is None and bits is None:
        name = src.dtype.numpy.name
        if name not in SUBTYPES:
            raise ArgumentError(f"save: a sound is float32, float64, int32, int16 or uint8, got {src.dtype}")
        return SUBTYPES[name]
    floats = encoding == "PCM_F" or (encoding is None and src.dtype in (dtypes.float32, dtypes.float64) and bits == 64)
    known = {32: "FLOAT", 64: "DOUBLE"} if floats else {8: "PCM_U8", 16: "PCM_16", 24: "PCM_24", 32: "PCM_32"}
    wanted = bits or (32 if floats else 16)
    if encoding not in (None, "PCM_S", "PCM_F") or wanted not in known:
        raise ArgumentError(f"save: there is no encoding {encoding!r} with {bits} bits")
    return known[wanted]
