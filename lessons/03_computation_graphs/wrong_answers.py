"""Plausible wrong answers to the exercises of lesson 03, each with what a teacher would say to it."""

import math

from minitorch.errors import ArgumentError
from minitorch.scalars import differences, operations, sweep
from minitorch.scalars.sweep import Contribution
from minitorch.scalars.trial import with_numbers
from minitorch.scalars.variable import Variable

from course.checks import wrong_answer

# ---- 3.1 central_differences


def require_step(step):
    if step <= 0:
        raise ArgumentError("central_differences: step must be above 0")


@wrong_answer(
    "3.1",
    says="You move to the right only and divide by the step. With a large step one sees the difference: the point is "
    "to lie in the middle of the way.",
)
def steps_to_one_side(f, point, step=1e-5):
    require_step(step)
    estimates = []
    for i in range(len(point)):
        right = list(point)
        right[i] += step
        estimates.append((f(*right) - f(*point)) / step)
    return tuple(estimates)


@wrong_answer(
    "3.1",
    says="All your estimates are twice too large. From the left point to the right one the way is longer than `step`.",
)
def divides_by_half_the_way(f, point, step=1e-5):
    require_step(step)
    estimates = []
    for i in range(len(point)):
        left, right = list(point), list(point)
        left[i], right[i] = left[i] - step, right[i] + step
        estimates.append((f(*right) - f(*left)) / step)
    return tuple(estimates)


@wrong_answer(
    "3.1",
    says="All inputs move at the same time, so every estimate mixes the effects of all of them. A partial derivative "
    "asks what one input does while the others stand still.",
)
def moves_all_inputs_at_once(f, point, step=1e-5):
    require_step(step)
    left, right = [x - step for x in point], [x + step for x in point]
    return tuple((f(*right) - f(*left)) / (2 * step) for _ in point)


@wrong_answer(
    "3.1",
    says="The estimates do not depend on `step`: you go your own way. The caller chooses how far to move.",
)
def ignores_the_step(f, point, step=1e-5):
    require_step(step)
    estimates = []
    for i in range(len(point)):
        left, right = list(point), list(point)
        left[i], right[i] = left[i] - 1e-5, right[i] + 1e-5
        estimates.append((f(*right) - f(*left)) / 2e-5)
    return tuple(estimates)


@wrong_answer(
    "3.1",
    says="After the first input you stay where it was moved to, and differentiate the second one there. Each input "
    "starts from the point that was given.",
)
def does_not_come_back(f, point, step=1e-5):
    require_step(step)
    here, estimates = list(point), []
    for i in range(len(point)):
        here[i] -= step
        before = f(*here)
        here[i] += 2 * step
        estimates.append((f(*here) - before) / (2 * step))
    return tuple(estimates)


@wrong_answer(
    "3.1",
    says="The signs are the wrong way round: where f grows to the right, the derivative is positive.",
)
def takes_left_minus_right(f, point, step=1e-5):
    require_step(step)
    estimates = []
    for i in range(len(point)):
        left, right = list(point), list(point)
        left[i], right[i] = left[i] - step, right[i] + step
        estimates.append((f(*left) - f(*right)) / (2 * step))
    return tuple(estimates)


@wrong_answer(
    "3.1",
    says="The estimates are right. A step of 0 ends in Python's ZeroDivisionError and a step below 0 goes unnoticed; "
    "the contract names the error that both should raise.",
)
def refuses_no_step(f, point, step=1e-5):
    estimates = []
    for i in range(len(point)):
        left, right = list(point), list(point)
        left[i], right[i] = left[i] - step, right[i] + step
        estimates.append((f(*right) - f(*left)) / (2 * step))
    return tuple(estimates)


@wrong_answer(
    "3.1",
    says="You move the inputs inside the list that the caller passed. It comes back changed; work on a copy.",
)
def writes_into_the_point(f, point, step=1e-5):
    require_step(step)
    here, estimates = point if isinstance(point, list) else list(point), []
    for i, x in enumerate(list(point)):
        here[i] = x - step
        before = f(*here)
        here[i] = x + step
        estimates.append((f(*here) - before) / (2 * step))
        if here is not point:
            here[i] = x
    return tuple(estimates)


# ---- 3.2 local_derivatives


def rules(operation, inputs):
    """The right rules, for an answer that is wrong in one of them."""
    x, y = (*inputs, 1.0)[:2]
    table = {"+": (1.0, 1.0), "-": (1.0, -1.0), "*": (y, x)}
    if operation in table:
        return table[operation]
    if operation == "/":
        return 1 / y, -x / y**2
    if operation == "exp":
        return (math.exp(x),)
    if operation == "log":
        return (1 / x,)
    raise ArgumentError("local_derivatives: no such operation")


@wrong_answer(
    "3.2",
    says="In x - y both derivatives come out as 1. If y grows by a little, what happens to the difference?",
)
def loses_the_minus(operation, *inputs):
    return (1.0, 1.0) if operation == "-" else rules(operation, inputs)


@wrong_answer(
    "3.2",
    says="For the product you return (x, y). Hold y = 4 and move x by one: by how much does x * y grow, by x or by y?",
)
def exchanges_the_factors(operation, *inputs):
    return inputs if operation == "*" else rules(operation, inputs)


@wrong_answer(
    "3.2",
    says="Your derivative of x / y with respect to y has the wrong sign: a larger divisor makes a smaller quotient.",
)
def forgets_that_a_divisor_shrinks(operation, *inputs):
    return (1 / inputs[1], inputs[0] / inputs[1] ** 2) if operation == "/" else rules(operation, inputs)


@wrong_answer(
    "3.2",
    says="Your derivative of x / y with respect to y is that of 1 / y. The numerator is a factor that stays.",
)
def forgets_the_numerator(operation, *inputs):
    return (1 / inputs[1], -1 / inputs[1] ** 2) if operation == "/" else rules(operation, inputs)


@wrong_answer(
    "3.2",
    says="You differentiate exp(x) as if x were the base: x * exp(x - 1) is the rule for powers. In exp(x) the "
    "exponent moves.",
)
def takes_exp_for_a_power(operation, *inputs):
    return (inputs[0] * math.exp(inputs[0] - 1),) if operation == "exp" else rules(operation, inputs)


@wrong_answer(
    "3.2",
    says="For the logarithm you return its value, not its derivative. Where log is steep and where flat can be read "
    "off the values: from log(1) to log(2) is as far as from log(2) to log(4).",
)
def returns_the_value_of_log(operation, *inputs):
    return (math.log(inputs[0]),) if operation == "log" else rules(operation, inputs)


@wrong_answer(
    "3.2",
    says="For exp and log you return a bare number. There is one derivative for each input, in a tuple, even for one "
    "input: `(x,)`.",
)
def returns_a_number_for_one_input(operation, *inputs):
    found = rules(operation, inputs)
    return found[0] if len(found) == 1 else found


@wrong_answer(
    "3.2",
    says="The six rules are right. An operation that does not exist gets None as its derivatives, and the mistake "
    "shows up somewhere else; refuse it here.",
)
def knows_nothing_of_other_names(operation, *inputs):
    return rules(operation, inputs) if operation in operations.FUNCTIONS else None


@wrong_answer(
    "3.2",
    says="You treat the derivative of a product or a quotient as that of its parts, one by one, so that no other input "
    "appears. The slope of x * y in the direction of x depends on y: with y = 10 it is ten times as steep as with "
    "y = 1.",
)
def differentiates_each_part(operation, *inputs):
    return (1.0, 1.0) if operation in ("*", "/") else rules(operation, inputs)


# ---- 3.3 record


def numbers(inputs):
    return [x.value if isinstance(x, Variable) else x for x in inputs]


@wrong_answer(
    "3.3",
    says="You wrap plain numbers in variables of their own, so edges lead to them. Nobody can ask for the derivative "
    "with respect to the 2 in x / 2; a constant needs no edge.",
)
def makes_variables_of_constants(operation, *inputs):
    values = numbers(inputs)
    wrapped = [x if isinstance(x, Variable) else Variable(x) for x in inputs]
    slopes = operations.local_derivatives(operation, *values)
    value = operations.evaluate(operation, *values)
    return Variable(value, operation=operation, inputs=wrapped, derivatives=slopes)


@wrong_answer(
    "3.3",
    says="In 6 / x the only edge carries the derivative with respect to the 6. You keep the first derivatives, as many "
    "as there are variables; each variable needs its own.",
)
def keeps_the_first_derivatives(operation, *inputs):
    values = numbers(inputs)
    variables = [x for x in inputs if isinstance(x, Variable)]
    slopes = operations.local_derivatives(operation, *values)[: len(variables)]
    value = operations.evaluate(operation, *values)
    return Variable(value, operation=operation, inputs=variables, derivatives=slopes)


@wrong_answer(
    "3.3",
    says="You drop the plain numbers from the inputs but keep all derivatives. `inputs` and `derivatives` belong "
    "together, entry by entry, and Variable insists on it.",
)
def keeps_all_derivatives(operation, *inputs):
    values = numbers(inputs)
    variables = [x for x in inputs if isinstance(x, Variable)]
    slopes = operations.local_derivatives(operation, *values)
    value = operations.evaluate(operation, *values)
    return Variable(value, operation=operation, inputs=variables, derivatives=slopes)


@wrong_answer(
    "3.3",
    says="Your edges lead to copies of the inputs. The numbers are equal, but a gradient that is sent to a copy never "
    "reaches the variable the user holds.",
)
def leads_edges_to_copies(operation, *inputs):
    values = numbers(inputs)
    slopes = operations.local_derivatives(operation, *values)
    kept = [(Variable(x.value), s) for x, s in zip(inputs, slopes, strict=True) if isinstance(x, Variable)]
    value = operations.evaluate(operation, *values)
    return Variable(value, operation=operation, inputs=[x for x, _ in kept], derivatives=[s for _, s in kept])


@wrong_answer(
    "3.3",
    says="x * x gets a single edge in your graph, because a dictionary holds each variable once. The factor on the "
    "left and the one on the right both matter: two edges.",
)
def merges_equal_inputs(operation, *inputs):
    values = numbers(inputs)
    slopes = operations.local_derivatives(operation, *values)
    edges = {x: s for x, s in zip(inputs, slopes, strict=True) if isinstance(x, Variable)}
    value = operations.evaluate(operation, *values)
    return Variable(value, operation=operation, inputs=list(edges), derivatives=list(edges.values()))


@wrong_answer(
    "3.3",
    says="The number is right and nothing else is there: your result remembers neither operation nor inputs, so it is "
    "a leaf.",
)
def remembers_nothing(operation, *inputs):
    return Variable(operations.evaluate(operation, *numbers(inputs)))


@wrong_answer(
    "3.3",
    says="The edges are right, but the variable does not know which operation made it: `operation` stays empty.",
)
def forgets_the_operation(operation, *inputs):
    values = numbers(inputs)
    slopes = operations.local_derivatives(operation, *values)
    kept = [(x, s) for x, s in zip(inputs, slopes, strict=True) if isinstance(x, Variable)]
    value = operations.evaluate(operation, *values)
    return Variable(value, inputs=[x for x, _ in kept], derivatives=[s for _, s in kept])


@wrong_answer(
    "3.3",
    says="You pass the variables themselves to `evaluate`. It computes with plain numbers: take the values out first.",
)
def evaluates_variables(operation, *inputs):
    value = operations.evaluate(operation, *inputs)
    slopes = operations.local_derivatives(operation, *inputs)
    return Variable(value, operation=operation, inputs=inputs, derivatives=slopes)


# ---- 3.4 topological_order


@wrong_answer(
    "3.4",
    says="You go from the result outwards, nearest first, and turn the list round. A variable that is near by one way "
    "and far by another then comes too late: it must wait for the longest way, not the shortest.",
)
def nearest_first_turned_round(result):
    found, seen = [result], {result}
    for variable in found:
        for x in variable.inputs:
            if x not in seen:
                seen.add(x)
                found.append(x)
    return found[::-1]


@wrong_answer(
    "3.4",
    says="A variable that is used twice appears twice, and all that lies behind it as well; with every reuse the list "
    "doubles. Note whom you have visited.",
)
def visits_again_and_again(result):
    order, stack = [], [(result, False)]
    while stack:
        variable, inputs_are_done = stack.pop()
        if inputs_are_done:
            order.append(variable)
        else:
            stack.append((variable, True))
            stack.extend((x, False) for x in variable.inputs)
    return order


@wrong_answer(
    "3.4",
    says="The order is right, and the function calls itself once for each step into the depth. Python allows about "
    "1000 of them; a loop with a list of what is still to do has no such limit.",
)
def recurses(result):
    order, seen = [], set()

    def visit(variable):
        if variable not in seen:
            seen.add(variable)
            for x in variable.inputs:
                visit(x)
            order.append(variable)

    visit(result)
    return order


@wrong_answer(
    "3.4",
    says="Your list begins with the result. Each variable is to stand after its inputs, so the result comes last.",
)
def begins_with_the_result(result):
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        variable, inputs_are_done = stack.pop()
        if inputs_are_done:
            order.append(variable)
        elif variable not in seen:
            seen.add(variable)
            stack.append((variable, True))
            stack.extend((x, False) for x in variable.inputs)
    return order[::-1]


@wrong_answer(
    "3.4",
    says="You note a variable when you first meet it and turn the list round at the end. Meeting it is too early: it "
    "may be noted only when all of its inputs are.",
)
def notes_on_the_way_in(result):
    found, seen, stack = [], set(), [result]
    while stack:
        variable = stack.pop()
        if variable not in seen:
            seen.add(variable)
            found.append(variable)
            stack.extend(variable.inputs)
    return found[::-1]


@wrong_answer(
    "3.4",
    says="You follow the first input of each variable and no other. A graph branches; every input wants to be visited.",
)
def follows_the_first_input(result):
    order = [result]
    while order[-1].inputs:
        order.append(order[-1].inputs[0])
    return order[::-1]


@wrong_answer(
    "3.4",
    says="The leaves are missing. They have no inputs, and they are variables like the others: they come first.",
)
def leaves_out_the_leaves(result):
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        variable, inputs_are_done = stack.pop()
        if inputs_are_done:
            if variable.inputs or variable is result:
                order.append(variable)
        elif variable not in seen:
            seen.add(variable)
            stack.append((variable, True))
            stack.extend((x, False) for x in variable.inputs)
    return order


@wrong_answer(
    "3.4",
    says="Two variables with the same number count as one in your list. Whether you have met a variable does not "
    "depend on its value: remember the variables themselves.",
)
def tells_variables_apart_by_value(result):
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        variable, inputs_are_done = stack.pop()
        if inputs_are_done:
            order.append(variable)
        elif variable.value not in seen:
            seen.add(variable.value)
            stack.append((variable, True))
            stack.extend((x, False) for x in variable.inputs)
    return order


# ---- 3.5 contributions


@wrong_answer(
    "3.5",
    says="Of what arrives at a variable you keep only the last. If it was used twice, both uses count: add.",
)
def overwrites(result):
    gradient, found = {result: 1.0}, []
    for source in reversed(sweep.topological_order(result)):
        for target, derivative in zip(source.inputs, source.derivatives, strict=True):
            gradient[target] = gradient[source] * derivative
            found.append(Contribution(source, target, gradient[target]))
    return found


@wrong_answer(
    "3.5",
    says="The sweep starts with the value of the result. It starts with a derivative: how much does the result change "
    "when the result itself changes by a little?",
)
def starts_with_the_value(result):
    gradient, found = {result: result.value}, []
    for source in reversed(sweep.topological_order(result)):
        for target, derivative in zip(source.inputs, source.derivatives, strict=True):
            amount = gradient[source] * derivative
            gradient[target] = gradient.get(target, 0.0) + amount
            found.append(Contribution(source, target, amount))
    return found


@wrong_answer(
    "3.5",
    says="You walk from the leaves to the result, so what the result starts with has not reached anybody yet when it "
    "is needed. The sweep goes the other way.",
)
def goes_forward(result):
    gradient, found = {result: 1.0}, []
    for source in sweep.topological_order(result):
        for target, derivative in zip(source.inputs, source.derivatives, strict=True):
            amount = gradient.get(source, 0.0) * derivative
            gradient[target] = gradient.get(target, 0.0) + amount
            found.append(Contribution(source, target, amount))
    return found


@wrong_answer(
    "3.5",
    says="Along a chain you add the local derivatives. If u moves 3 times as far as x, and y 5 times as far as u, then "
    "y moves 15 times as far as x, not 8 times.",
)
def adds_along_the_chain(result):
    gradient, found = {result: 0.0}, []
    for source in reversed(sweep.topological_order(result)):
        for target, derivative in zip(source.inputs, source.derivatives, strict=True):
            amount = gradient[source] + derivative
            gradient[target] = gradient.get(target, 0.0) + amount
            found.append(Contribution(source, target, amount))
    return found


@wrong_answer(
    "3.5",
    says="You pass on each amount as soon as it arrives, so an edge is used once for every way that leads to it. The "
    "sums are right, but the number of ways doubles with each reuse; wait until all has arrived, then send once.",
)
def follows_every_path(result):
    found, stack = [], [(result, 1.0)]
    while stack:
        source, arrived = stack.pop()
        for target, derivative in zip(source.inputs, source.derivatives, strict=True):
            amount = arrived * derivative
            found.append(Contribution(source, target, amount))
            if len(found) > 5000:
                raise OverflowError("more contributions than edges")
            stack.append((target, amount))
    return found


@wrong_answer(
    "3.5",
    says="You take the variables nearest to the result first. One that is near by one way and far by another sends on "
    "before all has arrived.",
)
def takes_the_nearest_first(result):
    gradient, found, line = {result: 1.0}, [], [result]
    for source in line:
        for target, derivative in zip(source.inputs, source.derivatives, strict=True):
            amount = gradient[source] * derivative
            gradient[target] = gradient.get(target, 0.0) + amount
            found.append(Contribution(source, target, amount))
            if target not in line:
                line.append(target)
    return found


@wrong_answer(
    "3.5",
    says="In y = x * x you send along one edge. Two edges lead to x, and a dictionary from input to derivative holds "
    "only one of them.",
)
def sends_once_per_pair(result):
    gradient, found = {result: 1.0}, []
    for source in reversed(sweep.topological_order(result)):
        for target, derivative in dict(zip(source.inputs, source.derivatives, strict=True)).items():
            amount = gradient[source] * derivative
            gradient[target] = gradient.get(target, 0.0) + amount
            found.append(Contribution(source, target, amount))
    return found


@wrong_answer(
    "3.5",
    says="Your sweep collects in the `grad` of the variables. What an earlier sweep left there is then sent again; "
    "keep the sums of this sweep to yourself.",
)
def collects_in_grad(result):
    result.grad, found = 1.0, []
    for source in reversed(sweep.topological_order(result)):
        for target, derivative in zip(source.inputs, source.derivatives, strict=True):
            amount = source.grad * derivative
            target.grad += amount
            found.append(Contribution(source, target, amount))
    return found


# ---- 3.6 backward


@wrong_answer(
    "3.6",
    says="Each contribution replaces the one before it. A leaf that was used twice keeps half of its gradient.",
)
def replaces(result):
    if not result.inputs:
        result.grad = 1.0
    for _, target, amount in sweep.contributions(result):
        if not target.inputs:
            target.grad = amount


@wrong_answer(
    "3.6",
    says="You set the gradients to 0 before you begin. What is in `grad` already stays in the sum: it is for the "
    "caller to clear it, who may want to add up several results.",
)
def clears_first(result):
    found = sweep.contributions(result)
    result.grad = 0.0 if result.inputs else 1.0
    for _, target, _ in found:
        target.grad = 0.0
    for _, target, amount in found:
        if not target.inputs:
            target.grad += amount


@wrong_answer(
    "3.6",
    says="The variables in between collect a `grad` as well. Only leaves keep one: nobody holds the others.",
)
def fills_all_variables(result):
    if not result.inputs:
        result.grad += 1.0
    for _, target, amount in sweep.contributions(result):
        target.grad += amount


@wrong_answer(
    "3.6",
    says="A result that is itself a leaf gets nothing. Its derivative with respect to itself is 1, and no edge brings "
    "it.",
)
def forgets_a_result_that_is_a_leaf(result):
    for _, target, amount in sweep.contributions(result):
        if not target.inputs:
            target.grad += amount


@wrong_answer(
    "3.6",
    says="The result gets a `grad` of 1 although an operation made it. Only leaves keep a gradient.",
)
def gives_the_result_its_one(result):
    result.grad += 1.0
    for _, target, amount in sweep.contributions(result):
        if not target.inputs:
            target.grad += amount


@wrong_answer(
    "3.6",
    says="You hand gradients to the inputs of the result and stop there. The leaves may lie deeper; `contributions` "
    "has been there.",
)
def stops_after_one_operation(result):
    if not result.inputs:
        result.grad += 1.0
    for target, derivative in zip(result.inputs, result.derivatives, strict=True):
        if not target.inputs:
            target.grad += derivative


@wrong_answer(
    "3.6",
    says="You return the gradients and leave `grad` as it was. The caller looks into the leaves.",
)
def returns_the_gradients(result):
    gradients = {} if result.inputs else {result: 1.0}
    for _, target, amount in sweep.contributions(result):
        gradients[target] = gradients.get(target, 0.0) + amount
    return list(gradients.values())


# ---- 3.7 passes_trial


def agrees(gradient, f, point):
    """Whether a gradient agrees with central differences on one expression."""
    expected = differences.central_differences(with_numbers(f), point)
    return all(abs(a - b) < 1e-4 for a, b in zip(expected, gradient(f, point), strict=True))


@wrong_answer(
    "3.7",
    says="A sum of two variables is all you try. Almost every engine can add; what about the other operations, and a "
    "variable that is used twice?",
)
def tries_a_sum(gradient):
    return agrees(gradient, lambda x, y: x + y, (2.0, 5.0))


@wrong_answer(
    "3.7",
    says="You try every operation, each on fresh variables. A forgotten sum shows only where a variable is used twice.",
)
def uses_each_variable_once(gradient):
    trials = [lambda x, y: x + y, lambda x, y: x - y, lambda x, y: x * y, lambda x, y: x / y]
    trials += [lambda x, y: x.exp() - y.log(), lambda x, y: 2 - x + 3 * y, lambda x, y: 2 / x - y]
    return all(agrees(gradient, f, (1.5, 0.7)) for f in trials)


@wrong_answer(
    "3.7",
    says="Your expressions are good, but at the point (1, 1) x and y are the same: exchanging them changes nothing. "
    "Choose a point at which no two numbers can be confused.",
)
def tries_at_one_one(gradient):
    trials = [lambda x, y: x * y + x, lambda x, y: x / y - y, lambda x, y: x * x - y.log(), lambda x, y: x.exp() + y]
    return all(agrees(gradient, f, (1.0, 1.0)) for f in trials)


@wrong_answer(
    "3.7",
    says="You compare the derivative with respect to the first input only. Half of the mistakes sit in the second one: "
    "the minus in x - y, the divisor.",
)
def looks_at_the_first_input(gradient):
    trials = [lambda x, y: x * y + x, lambda x, y: x / y - y, lambda x, y: x * x - y, lambda x, y: x.exp() * x + y]
    for f in trials:
        expected = differences.central_differences(with_numbers(f), (1.5, 0.7))
        if abs(expected[0] - gradient(f, (1.5, 0.7))[0]) > 1e-4:
            return False
    return True


@wrong_answer(
    "3.7",
    says="You refuse a right gradient, because it has to equal the estimate digit by digit. An estimate has an error "
    "of its own: leave it some room.",
)
def wants_the_same_digits(gradient):
    f = lambda x, y: (x * y + x) / y - x.exp()  # noqa: E731
    return differences.central_differences(with_numbers(f), (1.3, 0.7)) == tuple(gradient(f, (1.3, 0.7)))


@wrong_answer(
    "3.7",
    says="You compare the sums of the derivatives. Two mistakes can cancel in a sum, and an exchange of two inputs "
    "always does; compare entry by entry.",
)
def compares_the_sums(gradient):
    trials = [lambda x, y: x * y + x, lambda x, y: x / y - y, lambda x, y: x.log() * x - y.exp(), lambda x, y: x * x]
    for f in trials:
        expected = differences.central_differences(with_numbers(f), (1.5, 0.7))
        if abs(sum(expected) - sum(gradient(f, (1.5, 0.7)))) > 1e-4:
            return False
    return True


@wrong_answer(
    "3.7",
    says="Your test passes what is broken and refuses what is right: True and False are the wrong way round.",
)
def turns_the_answer_round(gradient):
    trials = [lambda x, y: x * y + x, lambda x, y: x / y - y, lambda x, y: x.log() * x - y.exp()]
    return not all(agrees(gradient, f, (1.5, 0.7)) for f in trials)


@wrong_answer(
    "3.7",
    says="One good expression, tried once, at one point. It catches a lot; it cannot catch an engine whose second "
    "answer depends on its first.",
)
def tries_once(gradient):
    def f(x, y):
        u = x * x
        return (2.0 - u / (3.0 * y)) * (u.exp() + y).log() + u - (y + y) * x

    return agrees(gradient, f, (1.2, 0.6))
