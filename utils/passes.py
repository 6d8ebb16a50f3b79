"""A pass through layers: its steps, twins of them, and arrays that wait for the next pass."""

import threading
import weakref
from collections import deque

SETS = 4  # of one network: so many predictions may well be made at once
NETWORKS = 8  # that keep theirs

_last, _lock = {}, threading.Lock()  # those of the networks used last, the latest at the end


class Spare:
    """Sets of arrays that a network has predicted in and will predict in again.

    New arrays take longer to make than to fill. But of a thousand trained networks in a list, as a
    cross-validation leaves them, none that waits should hold the room that it needed once.
    """

    def __init__(self):
        self.sets = deque(maxlen=SETS)

    def take(self):
        """A set that nobody uses, or None."""
        try:
            return self.sets.pop()
        except IndexError:
            return None

    def keep(self, arrays):
        """Put a set back, for the next one who asks."""
        self.sets.append(arrays)
        with _lock:
            _last.pop(id(self), None)
            _last[id(self)] = weakref.ref(self)
            oldest = _last.pop(next(iter(_last))) if len(_last) > NETWORKS else lambda: None
        if (other := oldest()) is not None:
            other.sets.clear()


def steps(layers):
    """The layers, but one quicker layer in the place of two where `merged` knows one."""
    quick = []
    for layer in layers:
        both = layer.merged(quick[-1]) if quick else None
        quick[-1:] = [both] if both else [*quick[-1:], layer]
    return quick


def link(steps):
    """The steps, each of which now knows its follower."""
    for step, follower in zip(steps, steps[1:]):
        step.follower = follower
    return steps


def twins(steps, old=None):
    """Twins of the steps, in the arrays of older ones."""
    return link([step.twin(before) for step, before in zip(steps, old or [None] * len(steps))])


def penalty(steps):
    """What the regularizers of these steps add to the loss."""
    return sum([step.penalty() for step in steps if step.regularizers])
