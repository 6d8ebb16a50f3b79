"""Schedules: the learning rate over time.

Give one to an optimizer in place of a number; a number is the constant schedule. A schedule is
called with the number of updates made so far and returns the rate of the next one.
"""

import math
from dataclasses import dataclass

import numpy as np

from . import checks


class Schedule:
    """`schedule(step)` is the learning rate of update `step`, one number, counted from 0.

    A subclass writes `rate(step)`, which an optimizer calls; or, as in Keras, `__call__(step)`.
    """

    def __init_subclass__(cls):
        cls.rate = vars(cls).get("__call__", cls.rate)

    def __call__(self, step):
        checks.number("step", step, low=0)
        return self.rate(step)

    def rate(self, step):
        raise NotImplementedError


@dataclass(eq=False)
class ExponentialDecay(Schedule):
    """initial_learning_rate * decay_rate^(step / decay_steps); with staircase a whole power.

    A staircase is step decay: times decay_rate every decay_steps updates.
    """

    initial_learning_rate: float
    decay_steps: int
    decay_rate: float
    staircase: bool = False

    def __post_init__(self):
        _check(self)
        checks.number("decay_rate", self.decay_rate, low=0, low_open=True)
        checks.flag("staircase", self.staircase)

    def rate(self, step):
        periods = step / self.decay_steps
        return self.initial_learning_rate * self.decay_rate ** (
            math.floor(periods) if self.staircase else periods
        )


@dataclass(eq=False)
class PolynomialDecay(Schedule):
    """From initial_learning_rate to end_learning_rate as (1 - step / decay_steps)^power.

    Power 1 is a straight line. After decay_steps updates the rate stays.
    """

    initial_learning_rate: float
    decay_steps: int
    end_learning_rate: float = 0.0001
    power: float = 1.0

    def __post_init__(self):
        _check(self)
        checks.number("end_learning_rate", self.end_learning_rate, low=0)
        checks.number("power", self.power, low=0, low_open=True)

    def rate(self, step):
        left = 1 - min(step / self.decay_steps, 1)
        height = self.initial_learning_rate - self.end_learning_rate
        return height * left**self.power + self.end_learning_rate


@dataclass(eq=False)
class PiecewiseConstantDecay(Schedule):
    """values[0] up to and including step boundaries[0], then values[1] up to boundaries[1] ..."""

    boundaries: list
    values: list

    def __post_init__(self):
        n, steps = (len(each) if np.ndim(each) else 0 for each in (self.values, self.boundaries))
        if steps != n - 1 or not steps:
            raise ValueError(
                "values must have one entry more than boundaries, and boundaries at least one, "
                f"got {n} values and {steps} boundaries."
            )
        for value in self.values:
            checks.number("each of values", value, low=0)
        for before, boundary in zip([-1, *self.boundaries], self.boundaries):
            checks.whole("each of boundaries, in rising order,", boundary, low=before + 1)

    def rate(self, step):
        return self.values[sum(step > boundary for boundary in self.boundaries)]


@dataclass(eq=False)
class CosineDecay(Schedule):
    """From the initial rate down half a cosine to alpha times it (Loshchilov & Hutter 2017).

    With warmup_target, first in a straight line from initial_learning_rate up to warmup_target in
    warmup_steps updates (Goyal et al. 2017), then down from there in decay_steps updates.
    """

    initial_learning_rate: float
    decay_steps: int
    alpha: float = 0.0
    warmup_target: object = None
    warmup_steps: int = 0

    def __post_init__(self):
        _check(self, low_open=self.warmup_target is None)
        checks.number("alpha", self.alpha, low=0, high=1)
        checks.whole("warmup_steps", self.warmup_steps, low=0)
        if self.warmup_target is not None:
            checks.number("warmup_target", self.warmup_target, low=0, low_open=True)
        elif self.warmup_steps:
            raise ValueError(
                f"warmup_steps={self.warmup_steps} needs a warmup_target, the rate to warm up to."
            )

    def rate(self, step):
        if self.warmup_target is None:
            return self.initial_learning_rate * _cosine(step / self.decay_steps, self.alpha)
        if step < self.warmup_steps:
            climb = self.warmup_target - self.initial_learning_rate
            return climb * (step / self.warmup_steps) + self.initial_learning_rate
        since = (step - self.warmup_steps) / self.decay_steps
        return self.warmup_target * _cosine(since, self.alpha)


@dataclass(eq=False)
class CosineDecayRestarts(Schedule):
    """Half cosines one after the other (Loshchilov & Hutter 2017, eq. 5).

    The first takes first_decay_steps updates from initial_learning_rate down to alpha times it;
    each further one takes t_mul times as long and starts m_mul times as high.
    """

    initial_learning_rate: float
    first_decay_steps: int
    t_mul: float = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0

    def __post_init__(self):
        checks.number("initial_learning_rate", self.initial_learning_rate, low=0, low_open=True)
        checks.whole("first_decay_steps", self.first_decay_steps)
        checks.number("t_mul", self.t_mul, low=1)
        checks.number("m_mul", self.m_mul, low=0, low_open=True)
        checks.number("alpha", self.alpha, low=0, high=1)

    def rate(self, step):
        restarts, length = 0, self.first_decay_steps
        if self.t_mul == 1:
            restarts, step = divmod(step, length)
        while step >= length:
            restarts, step, length = restarts + 1, step - length, length * self.t_mul
        top = self.m_mul**restarts
        return self.initial_learning_rate * _cosine(step / length, self.alpha, top)


def _check(schedule, low_open=True):
    rate = schedule.initial_learning_rate
    checks.number("initial_learning_rate", rate, low=0, low_open=low_open)
    checks.whole("decay_steps", schedule.decay_steps)


def _cosine(share, alpha, top=1.0):
    """From `top` at share 0 to alpha at share 1 and beyond."""
    return (1 - alpha) * top * 0.5 * (1 + math.cos(math.pi * min(share, 1))) + alpha
