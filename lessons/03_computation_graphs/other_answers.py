"""A second correct answer to each exercise of lesson 03, written differently from the model answer."""

import math

from minitorch.errors import ArgumentError
from minitorch.scalars import differences, operations, sweep
from minitorch.scalars.sweep import Contribution
from minitorch.scalars.variable import Variable

from course.checks import other_answer


@other_answer("3.1")
def by_one_inner_function(f, point, step=1e-5):
    if not step > 0:
        raise ValueError(f"central_differences: step must be above 0, got {step}")

    def moved(axis, way):
        return f(*(x + way if i == axis else x for i, x in enumerate(point)))

    return tuple((moved(i, step) - moved(i, -step)) / step / 2 for i in range(len(point)))


@other_answer("3.2")
def by_a_table(operation, *inputs):
    rules = {
        "+": lambda x, y: (1.0, 1.0),
        "-": lambda x, y: (1.0, -1.0),
        "*": lambda x, y: (y, x),
        "/": lambda x, y: (1 / y, -x / y / y),
        "exp": lambda x: (math.exp(x),),
        "log": lambda x: (1 / x,),
    }
    if operation not in rules:
        raise ValueError(f"local_derivatives: no operation {operation!r}")
    return rules[operation](*inputs)


@other_answer("3.2")
def by_questions(operation, *inputs):
    x, y = (*inputs, None)[:2]
    if operation == "exp":
        return (operations.evaluate("exp", x),)
    if operation == "log":
        return (x**-1,)
    if operation in ("+", "-"):
        return (1, 1 if operation == "+" else -1)
    if operation == "*":
        return inputs[::-1]
    if operation == "/":
        return (y**-1, -x * y**-2)
    raise ArgumentError(f"local_derivatives: no operation {operation!r}")


@other_answer("3.3")
def one_input_after_the_other(operation, *inputs):
    values, variables, kept = [], [], []
    for x in inputs:
        values.append(x.value if isinstance(x, Variable) else x)
    value = operations.evaluate(operation, *values)
    for x, slope in zip(inputs, operations.local_derivatives(operation, *values), strict=True):
        if isinstance(x, Variable):
            variables.append(x)
            kept.append(slope)
    return Variable(value, operation=operation, inputs=variables, derivatives=kept)


@other_answer("3.4")
def leaves_first(result):
    users, missing, stack = {}, {}, [result]
    while stack:
        variable = stack.pop()
        if variable not in missing:
            missing[variable] = len(variable.inputs)
            for x in variable.inputs:
                users.setdefault(x, []).append(variable)
                stack.append(x)
    order = [variable for variable, count in missing.items() if count == 0]
    for variable in order:
        for user in users.get(variable, []):
            missing[user] -= 1
            if missing[user] == 0:
                order.append(user)
    return order


@other_answer("3.4")
def with_a_stack_of_iterators(result):
    order, seen, stack = [], {id(result)}, [(result, iter(result.inputs))]
    while stack:
        inputs = stack[-1][1]
        x = next((x for x in inputs if id(x) not in seen), None)
        if x is None:
            order.append(stack.pop()[0])
        else:
            seen.add(id(x))
            stack.append((x, iter(x.inputs)))
    return order


@other_answer("3.5")
def summing_what_has_been_sent(result):
    arrived = {variable: [] for variable in sweep.topological_order(result)}
    arrived[result].append(1.0)
    found = []
    for source in list(arrived)[::-1]:
        total = sum(arrived[source])
        for i in range(len(source.inputs)):
            amount = total * source.derivatives[i]
            arrived[source.inputs[i]].append(amount)
            found.append(Contribution(source, source.inputs[i], amount))
    return found


@other_answer("3.6")
def leaf_by_leaf(result):
    totals = {result: 1.0}
    for _, target, amount in sweep.contributions(result):
        totals[target] = totals.get(target, 0.0) + amount
    for variable, total in totals.items():
        if len(variable.inputs) == 0:
            variable.grad = variable.grad + total


@other_answer("3.7")
def one_operation_at_a_time(gradient):
    trials = [
        lambda x, y: x + y,
        lambda x, y: x - y,
        lambda x, y: x * y,
        lambda x, y: x / y,
        lambda x, y: 3 * x - 2 * y,
        lambda x, y: 2 / x - y / 3 + (1 - y),
        lambda x, y: (x.exp() + y.log()) * x,
        lambda x, y: x * x + y + y,
    ]

    def four(x):
        u = x * x
        return u * (u * u + u)

    for f in [*trials, lambda x, y: four(x) * four(y)]:
        for point in [(1.3, 0.6), (0.4, 2.1)]:
            numbers = differences.central_differences(lambda *p, f=f: f(*map(Variable, p)).value, point)
            if any(abs(a - b) > 1e-4 for a, b in zip(numbers, gradient(f, point), strict=True)):
                return False
    return True
