"""Descent: what happens around each optimizer's formula, by hand."""

import numpy as np
import pytest

from utils import optimizers
from utils.descent import SGD, Optimizer
from utils.optimizers import OPTIMIZERS, Adam, ScheduleFreeAdamW
from utils.schedules import PiecewiseConstantDecay, Schedule


def stepped(optimizer, *grads, start=1.0):
    """Where arrays of `start` stand after one update with these gradients."""
    params = [np.full_like(g, start) for g in grads]
    optimizer.apply(params, list(grads))
    return params


def test_clipnorm_shortens_each_array_on_its_own():
    long, short, none = np.array([[3.0, 0.0], [0.0, -4.0]]), np.array([0.3, -0.4]), np.zeros(2)
    kept = long.copy()
    moved = stepped(SGD(1.0, clipnorm=0.5), long, short, none)
    np.testing.assert_allclose(moved[0], [[0.7, 1], [1, 1.4]], rtol=1e-15)
    np.testing.assert_array_equal(moved[1], [0.7, 1.4])
    np.testing.assert_array_equal(moved[2], 1)
    np.testing.assert_array_equal(long, kept)


def test_clipvalue_cuts_each_number():
    g = np.array([0.25, -0.75, 2.0, -1e9])
    kept = g.copy()
    np.testing.assert_array_equal(stepped(SGD(1.0, clipvalue=0.5), g)[0], [0.75, 1.5, 0.5, 1.5])
    np.testing.assert_array_equal(g, kept)


def test_weight_decay_comes_first_and_leaves_the_gradient_alone():
    """w - lr wd w, then - lr g; the decay is no part of what clipping or momentum see."""
    np.testing.assert_array_equal(
        stepped(SGD(0.5, weight_decay=0.25, clipvalue=0.125), np.ones(1), start=8.0)[0], 6.9375
    )
    w, optimizer = np.array([8.0]), SGD(0.5, momentum=0.5, weight_decay=0.25)
    for wanted in (7.0, 6.125):
        optimizer.apply([w], [np.zeros(1)])
        assert w[0] == wanted


@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_optimizer_clips_and_decays(kind):
    """As though the gradient had been cut beforehand, and the weights had shrunk."""
    g = np.array([[3.0, -4.0]])  # a matrix, as Muon decays others at a rate of its own
    for setting, cut in ({"clipnorm": 0.5}, g / 10), ({"clipvalue": 0.5}, np.sign(g) / 2):
        clipped, plain = kind(0.25, **setting), kind(0.25)
        w, other = np.ones((1, 2)), np.ones((1, 2))
        for _ in range(3):
            clipped.apply([w], [g])
            plain.apply([other], [cut])
        np.testing.assert_allclose(w, other, rtol=1e-15)
    if kind is ScheduleFreeAdamW:
        return  # its first step ends at z, which does not decay
    decayed, plain = kind(0.25, weight_decay=0.5), kind(0.25, weight_decay=0)
    w, other = np.full((1, 2), 8.0), np.full((1, 2), 7.0)
    decayed.apply([w], [g])
    plain.apply([other], [g])
    np.testing.assert_array_equal(w, other)


@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_float32_stays_whatever_is_set(kind):
    for setting in ({"clipnorm": 0.5}, {"clipvalue": 0.5}):
        w = np.ones(3, "float32")
        kind(0.25, weight_decay=0.5, **setting).apply([w], [np.ones(3, "float32")])
        assert w.dtype == "float32"


class Counting(Schedule):
    """The rate is the step that is asked for; notes every one."""

    def __init__(self):
        self.asked = []

    def __call__(self, step):
        self.asked.append(step)
        return step


def test_schedule_is_asked_from_0():
    """Once an update, whatever the number of arrays; the rate of an update is `rate` after it."""
    schedule = Counting()
    optimizer, params = SGD(schedule), [np.zeros(1), np.zeros(2)]
    schedule.asked.clear()
    for step in range(3):
        optimizer.apply(params, [np.ones(1), np.ones(2)])
        assert optimizer.rate == step and type(optimizer.rate) is float
    assert schedule.asked == [0, 1, 2] and optimizer.learning_rate is schedule
    np.testing.assert_array_equal(np.concatenate(params), -3)


@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_optimizer_follows_its_schedule(kind):
    """Two rates one after the other equal setting the number between the updates."""
    scheduled, by_hand = kind(PiecewiseConstantDecay([1], [0.5, 0.125])), kind(0.5)
    w, other = np.ones(2), np.ones(2)
    assert scheduled.rate == by_hand.rate == 0.5
    for step in range(4):
        by_hand.learning_rate = 0.5 if step < 2 else 0.125
        scheduled.apply([w], [np.array([0.25, -1.0])])
        by_hand.apply([other], [np.array([0.25, -1.0])])
        assert scheduled.rate == by_hand.rate == by_hand.learning_rate
    np.testing.assert_array_equal(w, other)


def test_a_reader_s_own_optimizer():
    """A formula and its memories are all that a subclass needs."""

    class Signs(Optimizer):
        memories = ("before",)
        learning_rate, weight_decay, clipnorm, clipvalue = 0.5, None, None, None

        def step(self, w, g, before):
            w -= self.rate * np.sign(g + before)
            before[...] = g

    w, optimizer = np.zeros(2), Signs()
    optimizer.__post_init__()
    optimizer.apply([w], [np.array([1.0, -1.0])])
    optimizer.apply([w], [np.array([-3.0, 0.5])])
    np.testing.assert_array_equal(w, [0, 1])
    with pytest.raises(NotImplementedError):
        Optimizer.step(optimizer, w, w)


def test_what_users_import_is_the_same():
    assert optimizers.SGD is SGD and optimizers.Optimizer is Optimizer
    assert issubclass(Adam, Optimizer)
