"""One contender in a process of its own: python -m benchmarks.worker TITLE CONTENDER.

It trains the work's first epochs and answers with two numbers, the loss reached and by how many
bytes the process has grown at its largest; then it reads from its input how many times to do the
work, and answers each with the seconds taken. Each time it begins at the start weights, so that
every chunk is the same work: after tens of thousands of updates float32 rounds probabilities to 0
and 1, where the article's loss is infinite.
"""

import os
import sys
import time

import numpy as np

from benchmarks.contenders import ENTRIES
from benchmarks.workloads import PREDICT, find
from utils import losses


def main(title: str, name: str) -> None:
    answers = own_output()
    (work,) = find(title)
    form, data = ENTRIES[name].load(), work.data()
    before = largest_size()
    contender = form(work, *data)
    action(contender)(work.first_epochs)
    grown = largest_size() - before
    print(loss_of(contender), grown, file=answers, flush=True)
    for line in sys.stdin:
        print(seconds(contender, int(line)), file=answers, flush=True)


def action(contender):
    """What is measured: the contender's `predict` or its `train`."""
    return contender.predict if contender.work.job == PREDICT else contender.train


def seconds(contender, times: int) -> float:
    """Time of so many epochs from the start weights: with one thread that of the processor, which
    other programs hardly change, with several that of the clock."""
    contender.restart()
    clock = time.process_time if contender.work.threads == 1 else time.perf_counter
    start = clock()
    action(contender)(times)
    taken = clock() - start
    if not all(np.isfinite(w).all() for w in contender.weights()):
        raise FloatingPointError(f"the weights are not finite after {times} epochs")
    return taken


def largest_size() -> int:
    """Bytes of memory that the process held at its largest; 0 where the system does not tell."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return 0
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size if sys.platform == "darwin" else size * 1024


def own_output():
    """The standard output, kept for the answers: whatever else is printed goes to stderr."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return answers


def loss_of(contender) -> float:
    """The loss of what the contender predicts, else of its weights as our network computes it for
    everybody; not a number for who has no weights."""
    work = contender.work
    if work.job == PREDICT:
        return losses.get(work.task.loss)(contender.y, contender.predict(1))
    weights = contender.weights()
    if not weights:
        return float("nan")
    model = work.network()
    model.compile("sgd", work.task.loss)
    model.set_weights(weights)
    return model.evaluate(contender.x, contender.y)["loss"]


if __name__ == "__main__":
    main(*sys.argv[1:])
