"""The table says what was measured, and marks what misses its target."""

from benchmarks import table
from benchmarks.cases.case import Case, all_cases
from benchmarks.duel import Comparison
from benchmarks.table import Row

RELU = Case("relu", prepare=lambda torch: lambda: None, target=1.5)


def test_a_row_shows_ratio_target_and_both_times():
    text = table.line(Row.of_case(RELU, 2, Comparison(ours=3e-6, peer=4e-3, ratio=0.75)))
    assert text.split() == ["relu", "2", "0.75", "1.50", "3", "us", "4", "ms"]


def test_a_ratio_above_its_target_is_marked_and_one_on_it_is_not():
    over, on = (Row.of_case(RELU, 1, Comparison(ratio, 1.0, ratio)) for ratio in (1.51, 1.5))
    assert "MISSED" in table.line(over)
    assert "MISSED" not in table.line(on)
    assert table.summary([over, on]) == "1 of 2 targets met"


def test_a_case_that_failed_counts_as_missed_and_says_why():
    row = Row.of_case(RELU, 1, RuntimeError("minitorch_ref: AttributeError: no relu"))
    assert "FAILED" in table.line(row)
    assert "no relu" in table.line(row)
    assert table.summary([row]) == "0 of 1 targets met"


def test_the_geometric_mean_is_over_operations_with_as_many_threads():
    rows = [
        Row("add", 1, 0.5, 1.5, is_step=False),
        Row("exp", 1, 2.0, 1.5, is_step=False),
        Row("failed", 1, None, 1.5, is_step=False),
        Row("GPT", 1, 9.0, 0.9),
        Row("add", 2, 9.0, 1.5, is_step=False),
    ]
    mean = table.mean_row(rows, threads=1)
    assert mean == Row("geometric mean of 2 operations", 1, 1.0, table.MEAN_TARGET)
    assert table.mean_row(rows[3:4], threads=1) is None


def test_columns_stand_under_each_other():
    rows = [
        Row.of_case(RELU, 1, Comparison(1.0, 2.0, 0.5)),
        Row("import", 2, 3.25, 1.5),
        Row("start", 2, 0.4, 0.4, "s"),
    ]
    ends = {table.line(row).index(f"{row.value:.2f}") for row in rows}
    assert len(ends) == 1


def test_operations_come_before_steps_that_are_made_of_them():
    names = list(all_cases())
    assert names[0] == "add 1e4"
    assert names.index("matmul 64") < names.index("conv 1->32") < names.index("training step: LeNet, batch 64")
