"""One contender in a process of its own: python -m benchmarks.worker TITLE CONTENDER.

It trains the work's first epochs, answers with the loss reached, then reads numbers of epochs from
its input and answers each with the seconds of processor time that training them took. Each time it
trains from the start weights, so that every chunk is the same work: after tens of thousands of
updates float32 rounds probabilities to 0 and 1, where the article's loss is infinite.
"""

import os
import sys
import time

import numpy as np

from benchmarks.contenders import ENTRIES
from benchmarks.workloads import find


def main(title: str, name: str) -> None:
    answers = own_output()
    (work,) = find(title)
    contender = ENTRIES[name].load()(work, *work.data())
    contender.train(work.first_epochs)
    print(loss_of(contender), file=answers, flush=True)
    for line in sys.stdin:
        print(seconds(contender, int(line)), file=answers, flush=True)


def seconds(contender, epochs: int) -> float:
    """Processor time of that many epochs, from the start weights."""
    contender.restart()
    start = time.process_time()
    contender.train(epochs)
    taken = time.process_time() - start
    if not np.isfinite(contender.weights()[0]).all():
        raise FloatingPointError(f"the weights are not finite after {epochs} epochs")
    return taken


def own_output():
    """The standard output, kept for the answers: whatever else is printed goes to stderr."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return answers


def loss_of(contender) -> float:
    """The loss of the contender's weights over the whole data, computed by our network for all."""
    model = contender.work.network()
    model.compile("sgd", "binary_crossentropy")
    model.set_weights(contender.weights())
    return model.evaluate(contender.x, contender.y)["loss"]


if __name__ == "__main__":
    main(*sys.argv[1:])
