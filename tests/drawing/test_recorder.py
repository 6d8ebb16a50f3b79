"""Recorder: what was asked, at the right moments, in arrays of its own."""

import numpy as np
import pytest

from tests.test_callbacks import X, Y, network
from utils.callbacks import Callback
from utils.drawing.recorder import Recorder


@pytest.mark.parametrize(("every", "steps"), [(1, [0, 1, 2, 3, 4, 5]), (2, [0, 2, 4]), (6, [0])])
def test_recorder_looks_before_the_first_update_and_each_kth_epoch(every, steps):
    model, recorder = network(), Recorder(every, seen=lambda m: m.predict(X))
    at_epoch = [model.predict(X)]

    class Look(Callback):
        def on_epoch_end(self, epoch, logs=None):
            at_epoch.append(self.model.predict(X))

    model.fit(X, Y, epochs=5, callbacks=[recorder, Look()], verbose=0)
    assert recorder.steps == steps
    np.testing.assert_array_equal(recorder.seen, [at_epoch[k] for k in steps])
    assert np.abs(at_epoch[0] - at_epoch[1]).max() > 1e-3


def test_recorder_copies_and_begins_anew():
    """A look at an array that training changes keeps what was seen; numbers are welcome too."""
    model = network()
    weights = Recorder(seen=lambda m: m.theta)
    count = Recorder(seen=lambda m: m.optimizer.iterations)
    for _ in range(2):
        model.fit(X, Y, batch_size=20, epochs=2, callbacks=[weights, count], verbose=0)
    assert weights.steps == count.steps == [0, 1, 2]
    assert [int(frame) for frame in count.seen] == [4, 6, 8]
    assert len({frame.tobytes() for frame in weights.seen}) == 3


# what Recorder is given, and the sentence about it
REFUSED = {
    "no epoch": ({"every": 0, "seen": len}, "every must be a whole number of at least 1, got 0"),
    "nothing asked": (
        {},
        "functions of the model under names of their own, got \\[\\]",
    ),
    "a name of its own": ({"steps": len}, "names of their own, got \\['steps'\\]"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_recorded(case):
    settings, sentence = REFUSED[case]
    with pytest.raises(ValueError, match=sentence):
        Recorder(**settings)
