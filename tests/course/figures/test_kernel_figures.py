"""The pictures of a traced kernel show the lanes, sectors, banks and elements that arithmetic on paper gives."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from course.figures import bank_explorer, coalescing_explorer, tile_explorer
from course.figures.block_tiles import tiles_svg
from course.figures.memory_banks import banks_svg
from course.figures.memory_sectors import sectors_svg
from minitorch_ref.backends.cuda_simulator import cuda
from minitorch_ref.backends.cuda_simulator.tracing import trace

SVG = "{http://www.w3.org/2000/svg}"


def strided(stride: int, dtype=np.float32):
    @cuda.jit
    def kernel(x):
        tile = cuda.shared.array(32 * 33, dtype)
        i = cuda.threadIdx.x
        tile[i * stride] = x[i * stride]

    return trace(kernel, 1, 32, np.zeros(32 * 33, dtype))


def access(traced, space: str):
    return next(found for found in traced.warps if found.space == space)


def texts(picture: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def kinds(picture: str) -> list[str]:
    return [rect.get("class") for rect in ElementTree.fromstring(picture).iter(f"{SVG}rect")]


@pytest.mark.parametrize(("stride", "sectors", "used"), [(1, 4, 128), (2, 8, 128), (8, 32, 128), (0, 1, 4)])
def test_sectors_are_drawn_with_the_lanes_that_want_them(stride: int, sectors: int, used: int) -> None:
    picture = sectors_svg(access(strided(stride), "global"), lane=5)
    assert sum(text.startswith("bytes ") for text in texts(picture)) == sectors
    assert f"{used} of {sectors * 32} bytes are used." in texts(picture)[-1]
    assert kinds(picture).count("pick") == 2
    cells = sectors * 8
    assert kinds(picture).count("unused") == cells - used // 4


def test_doubles_take_four_cells_of_a_sector() -> None:
    picture = sectors_svg(access(strided(1, np.float64), "global"))
    assert kinds(picture) == ["tone2"] * 32 + ["tone3"] * 32


def test_lanes_without_work_are_drawn_as_absent() -> None:
    @cuda.jit
    def kernel(x):
        if cuda.threadIdx.x < 10:
            x[cuda.threadIdx.x] = 1

    picture = sectors_svg(access(trace(kernel, 1, 32, np.zeros(32, np.float32)), "global"))
    assert kinds(picture)[:32] == ["tone2"] * 10 + ["unused"] * 22


@pytest.mark.parametrize(("stride", "busy", "turns"), [(1, 32, 1), (2, 16, 2), (32, 1, 32), (33, 32, 1)])
def test_words_are_stacked_on_their_banks(stride: int, busy: int, turns: int) -> None:
    picture = banks_svg(access(strided(stride), "shared"), lane=5)
    assert kinds(picture)[32:].count("unused") == 32 - busy
    assert kinds(picture).count("pick") == 2
    assert texts(picture)[-1].startswith(f"{turns} turn")
    xs = {rect.get("x") for rect in ElementTree.fromstring(picture).iter(f"{SVG}rect") if rect.get("class") == "tone3"}
    assert len(xs) in (busy, busy - 1)


@cuda.jit
def naive_matmul(out, a, b):
    column, row = cuda.grid(2)
    total = np.float32(0)
    for k in range(a.shape[1]):
        total += a[row, k] * b[k, column]
    out[row, column] = total


@pytest.fixture(scope="module")
def matmul():
    a, b = np.ones((8, 6), np.float32), np.ones((6, 8), np.float32)
    return trace(naive_matmul, (2, 2), (4, 4), np.zeros((8, 8), np.float32), a, b)


def test_a_thread_of_a_matmul_is_shown_with_its_row_and_column(matmul) -> None:
    picture = tiles_svg(matmul, block=(1, 0, 0), thread=(3, 2, 0), arrays=("a", "b", "out"))
    assert kinds(picture).count("pick") == 6 + 6 + 1
    assert kinds(picture).count("tone3") == (4 * 6 - 6) + (6 * 4 - 6) + (16 - 1)
    assert texts(picture)[0] == "naive_matmul: thread (3, 2, 0) of block (1, 0, 0)"
    assert "block: 96 loads" in texts(picture)
    assert "1 store" in texts(picture)


def test_an_array_that_is_not_there_or_too_large_is_named(matmul) -> None:
    with pytest.raises(ValueError, match=r"touches no 'c'; there are a, b, out"):
        tiles_svg(matmul, arrays=("c",))
    with pytest.raises(ValueError, match="at most 1024 elements"):
        tiles_svg(strided(1))


def test_every_frame_of_the_explorers_is_a_picture(matmul) -> None:
    tiles = tile_explorer(matmul)
    frames = list(tiles.controls.grid())
    assert len(frames) == 16
    sectors, banks = coalescing_explorer(matmul), bank_explorer(strided(2))
    assert len(list(sectors.controls.grid())) == 3 * 32
    for explorer in (tiles, sectors, banks):
        for values in list(explorer.controls.grid())[::7]:
            assert ElementTree.fromstring(explorer.render(values)).tag == f"{SVG}svg"


def test_a_kernel_without_shared_memory_has_no_banks_to_draw(matmul) -> None:
    with pytest.raises(ValueError, match="does not touch shared memory"):
        bank_explorer(matmul)


def test_the_explorer_opens_on_the_first_access(matmul) -> None:
    explorer = coalescing_explorer(matmul)
    assert "load a[row, k]" in explorer.render(explorer.controls.opening())
