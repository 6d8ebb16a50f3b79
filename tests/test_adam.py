"""Adam and its family: what their formulas promise; steps by hand and beside Keras are with the
other optimizers."""

import numpy as np
import pytest

from utils import adam, optimizers
from utils.adam import Adam, AdamW, ScheduleFreeAdamW


def test_what_users_import_is_the_same():
    for name in ("Adam", "AdamW", "Adamax", "Nadam", "ScheduleFreeAdamW"):
        assert getattr(optimizers, name) is getattr(adam, name)


def test_adam_s_first_step_is_the_learning_rate():
    """However large the gradient: both averages are corrected for having begun at 0."""
    g = np.array([1e-3, -1.0, 1e6, -1e-2])
    w = np.zeros(4)
    Adam(learning_rate=0.01, epsilon=0).apply([w], [g])
    np.testing.assert_allclose(w, -0.01 * np.sign(g), rtol=1e-9)


def test_adam_under_a_constant_gradient_keeps_that_length():
    """m and v, corrected, are g and g^2 after any number of steps."""
    w, optimizer = np.zeros(1), Adam(learning_rate=0.01, epsilon=0)
    for step in range(1, 51):
        optimizer.apply([w], [np.array([3.0])])
        assert w[0] == pytest.approx(-0.01 * step, rel=1e-11)


def test_adam_s_epsilon_stands_outside_the_root_uncorrected():
    """g = 2: m = .2, v = .004, its root .0632455532; the rate is sqrt(.001) / .1 = .316227766.

    The step is .316227766 * .2 / (.0632455532 + .5) = .1122876; with a corrected epsilon .8.
    """
    w = np.zeros(1)
    Adam(learning_rate=1.0, epsilon=0.5).apply([w], [np.array([2.0])])
    assert w[0] == pytest.approx(-0.1122876, rel=1e-6)


def test_amsgrad_never_takes_a_longer_step():
    """After a large gradient Adam forgets how large it was; AMSGrad does not."""
    plain, careful = Adam(0.01, beta_2=0.5), Adam(0.01, beta_2=0.5, amsgrad=True)
    w, other = np.zeros(1), np.zeros(1)
    for step in range(30):
        before = other.copy()
        for optimizer, place in ((plain, w), (careful, other)):
            optimizer.apply([place], [np.array([100.0 if step == 0 else 1.0])])
    assert abs(other - before)[0] < 1e-3 < 5e-3 < abs(w)[0] / 30


def test_weights_of_0_stay_under_decay_alone():
    """AdamW shrinks each weight by lr weight_decay of itself, however small its gradients are."""
    w = np.array([1.0, 0.0, -2.0])
    AdamW(0.5, 0.25).apply([w], [np.zeros(3)])
    np.testing.assert_array_equal(w, [0.875, 0, -1.75])


def test_a_schedule_free_network_holds_what_lies_between_steps_and_their_mean():
    """x is the mean of every z so far, and follows from what the network holds and z."""
    w, optimizer, seen = np.array([1.0, -3.0]), ScheduleFreeAdamW(0.125, 0.75), []
    for g in ([0.5, 1.0], [-2.0, 0.25], [1.0, 1.0], [3.0, -1.0]):
        optimizer.apply([w], [g])
        z = optimizer.memory()["optimizer0.z"]
        seen.append(z.copy())
        np.testing.assert_allclose((w - 0.25 * z) / 0.75, np.mean(seen, axis=0), rtol=1e-14)


def test_schedule_free_warms_up():
    """Under one gradient z moves by a quarter of the rate, two, three, four, and four again."""
    w, optimizer, seen = np.zeros(1), ScheduleFreeAdamW(1.0, epsilon=0, warmup_steps=4), [0.0]
    for _ in range(5):
        optimizer.apply([w], [np.array([3.0])])
        seen.append(float(optimizer.memory()["optimizer0.z"][0]))
    np.testing.assert_allclose(np.diff(seen), [-0.25, -0.5, -0.75, -1, -1], rtol=1e-12)
