"""The graph as data, as a picture, and step by step."""

import re
import xml.etree.ElementTree as ET

import pytest

import minitorch_ref as mt
from minitorch_ref.autograd.drawing import layers_of


@pytest.fixture
def small():
    w, b = mt.ones(2, 3, requires_grad=True), mt.zeros(3, requires_grad=True)
    return (mt.ones(4, 2) @ w + b).exp().sum(), {"w": w, "b": b}


def test_nodes_and_edges_are_listed(small):
    graph = mt.autograd.graph(*small)
    assert sorted(node.name for node in graph.nodes) == ["Add", "Exp", "Mm", "Sum", "b", "w"]
    by_name = {node.name: node for node in graph.nodes}
    assert (by_name["w"].kind, by_name["Exp"].kind, by_name["Sum"].kind) == ("leaf", "operation", "result")
    shapes = {(graph.nodes[edge.source].name, graph.nodes[edge.target].name): edge.shape for edge in graph.edges}
    assert shapes == {("w", "Mm"): (2, 3), ("Mm", "Add"): (4, 3), ("b", "Add"): (3,), ("Add", "Exp"): (4, 3),
                      ("Exp", "Sum"): (4, 3)}  # fmt: skip
    assert all(edge.source < edge.target for edge in graph.edges)


def test_the_picture_is_svg_with_every_node_and_shape(small):
    graph = mt.autograd.graph(*small)
    picture = ET.fromstring(graph._repr_svg_())
    texts = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"w 2x3", "b 3", "Mm", "Exp", "4x3"} <= {text.replace("\N{MULTIPLICATION SIGN}", "x") for text in texts}
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}rect"))) == len(graph.nodes)


def test_dot_names_every_node(small):
    text = mt.autograd.graph(*small).to_dot()
    assert text.startswith("digraph {")
    assert text.count("->") == 5
    assert '[label="(2, 3)"]' in text


def test_rows_follow_dependencies(small):
    graph = mt.autograd.graph(*small)
    rows = layers_of(len(graph.nodes), graph.edges)
    by_name = {node.name: rows[node.number] for node in graph.nodes}
    assert by_name == {"w": 0, "Mm": 1, "b": 1, "Add": 2, "Exp": 3, "Sum": 4}


def test_a_wide_graph_is_drawn_without_overlaps():
    x = mt.ones(1, requires_grad=True)
    parts = [(x * i).exp() for i in range(6)]
    picture = ET.fromstring(mt.autograd.graph(sum(parts[1:], parts[0]) + x).to_svg())
    boxes = [(float(r.get("x")), float(r.get("y")), float(r.get("width")))
             for r in picture.iter("{http://www.w3.org/2000/svg}rect")]  # fmt: skip
    for i, (x0, y0, w0) in enumerate(boxes):
        assert all(y0 != y1 or x0 + w0 <= x1 or x1 + w1 <= x0 for x1, y1, w1 in boxes[i + 1 :])


def test_a_tensor_without_a_graph_and_a_graph_too_large_are_refused():
    with pytest.raises(ValueError, match="no graph"):
        mt.autograd.graph(mt.ones(1))
    y = mt.ones(1, requires_grad=True)
    for _ in range(500):
        y = y + 1
    with pytest.raises(ValueError, match="too many"):
        mt.autograd.graph(y).to_svg()


def test_backward_one_step_at_a_time(small):
    result, leaves = small
    graph = mt.autograd.graph(result, leaves)
    seen, done = [], []
    for step in mt.autograd.steps(result):
        seen.append(graph.nodes[graph.number_of(step.node)].name)
        graph.to_svg(done=done, active=graph.number_of(step.node))
        done.append(graph.number_of(step.node))
        if seen[-1] == "Exp":
            assert leaves["b"].grad is None
            assert tuple(step.grad_outputs[0].shape) == (4, 3)
    assert seen[:3] == ["Sum", "Exp", "Add"]
    assert sorted(seen[3:]) == ["Mm", "b", "w"]
    assert leaves["b"].grad is not None


def test_the_shapes_beside_the_edges_stay_inside_the_drawing():
    x = mt.ones(1250, 1365, requires_grad=True)
    svg = mt.autograd.graph((x * 2).exp().sum()).to_svg()
    width = float(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    labels = re.findall(r'<text x="([\d.]+)"[^>]*font-size="10"[^>]*>([^<]*)<', svg)
    assert labels
    assert all(float(left) + 6 * len(words) <= width for left, words in labels)
