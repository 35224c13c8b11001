import re
from xml.etree import ElementTree

import numpy as np
import pytest

import minitorch_ref
from course.figures import path_explorer
from course.figures.paths import MOMENTA, RATES
from course.figures.surfaces import RULES, STEPS, SURFACES, way_down

SVG = "{http://www.w3.org/2000/svg}"


def drawn(surface="long valley", learning_rate=0.05, momentum=0.9) -> ElementTree.Element:
    values = {"surface": surface, "learning_rate": learning_rate, "momentum": momentum}
    return ElementTree.fromstring(path_explorer(minitorch_ref).render(values))


def words(picture: ElementTree.Element) -> str:
    return " | ".join("".join(text.itertext()) for text in picture.iter(f"{SVG}text"))


def test_the_controls_reach_every_surface_rate_and_momentum():
    grid = list(path_explorer(minitorch_ref).controls.grid())
    assert len(grid) == len(SURFACES) * len(RATES) * len(MOMENTA)


def test_sgd_in_the_long_valley_shrinks_both_coordinates_by_their_factors():
    way = way_down(minitorch_ref, SURFACES["long valley"], "SGD", 0.02, 0.0)
    factors = np.array([0.98, 0.6]) ** np.arange(STEPS + 1)[:, None]
    np.testing.assert_allclose(way.points, np.array([-4.0, 1.5]) * factors, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(way.losses, way.points**2 @ [0.5, 10.0], rtol=1e-5, atol=1e-12)


def test_adams_first_step_is_as_long_as_the_learning_rate_on_every_surface():
    for surface in SURFACES.values():
        way = way_down(minitorch_ref, surface, "Adam", 0.1, 0.9)
        np.testing.assert_allclose(np.abs(way.points[1] - way.points[0]), 0.1, rtol=1e-3)


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_the_lowest_points_are_lowest_and_the_loss_there_is_0(surface):
    for x, y in surface.lowest:
        assert surface.value(x, y) == pytest.approx(0, abs=1e-12)
        around = [surface.value(x + dx, y + dy) for dx in (-0.1, 0, 0.1) for dy in (-0.1, 0, 0.1) if dx or dy]
        assert min(around) > 0


def test_a_way_that_goes_too_far_ends_and_is_called_lost():
    way = way_down(minitorch_ref, SURFACES["long valley"], "SGD", 0.5, 0.0)
    assert way.lost
    assert np.isfinite(way.losses).all()
    assert f"lost after {len(way.points) - 1} steps" in words(drawn(learning_rate=0.5, momentum=0.0))


def test_every_rule_has_its_loss_beside_its_name():
    text = words(drawn())
    for rule in RULES:
        assert re.search(rf"{rule} \| loss \d\.\de[-+]\d\d", text)


def test_no_line_leaves_the_frame():
    for surface in SURFACES:
        for rate in (0.05, 0.5):
            for path in drawn(surface, rate, 0.9).iter(f"{SVG}path"):
                if path.get("class", "").startswith("stroke hair axis"):
                    places = np.array(re.findall(r"[ML]([\d.-]+) ([\d.-]+)", path.get("d")), dtype=float)
                    assert (places.min(0) >= [33.9, 43.9]).all()
                    assert (places.max(0) <= [374.1, 304.1]).all()


def test_the_picture_has_a_sentence_for_those_who_cannot_see_it():
    sentence = drawn("saddle").find(f"{SVG}desc").text
    assert re.fullmatch(r"A saddle, after 60 steps: SGD loss \S+, RMSprop loss \S+, Adam loss \S+\.", sentence)


def test_a_new_definition_is_seen(monkeypatch):
    def rest(p, grad, buf=None, **_):
        return None

    monkeypatch.setattr(minitorch_ref.optim.sgd, "sgd_update", rest)
    way = way_down(minitorch_ref, SURFACES["saddle"], "SGD", 0.1, 0.9)
    assert (way.points == way.points[0]).all()


def test_an_unwritten_exercise_is_named(monkeypatch):
    def missing(*_, **__):
        raise NotImplementedError("lesson 6, exercise 6.8: optim.adam.adam_update is yours to write")

    monkeypatch.setattr(minitorch_ref.optim.adam, "adam_update", missing)
    values = {"surface": "saddle", "learning_rate": 0.1, "momentum": 0.9}
    assert "Write exercise 6.8" in path_explorer(minitorch_ref).render(values)
