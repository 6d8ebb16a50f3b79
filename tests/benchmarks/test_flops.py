"""How much arithmetic an update needs, against the numbers counted by hand."""

import pytest

from benchmarks import flops
from benchmarks.workloads import find


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        # 5,226 weights forward and for dW, without bias and first layer 5,025 for dx
        ("full batch of 1,000, float32, 1", 2 * 1000 * (2 * 5226 + 5025)),
        ("784-100-10, batches of 128, float32, 1", 2 * 128 * (2 * 79510 + 1000)),
        # 26 x 26 positions, then 10 x 10 of the 11 x 11, which the pooling sees
        (
            "CNN, batches of 64, float32, 1",
            2 * 64 * (676 * 2 * 320 + 100 * (2 * 18496 + 18432) + 2 * 206218 + 206080),
        ),
    ],
)
def test_additions_and_multiplications_of_an_update(title, expected):
    (work,) = find(title)
    assert flops.of_update(work.network(), work.batch_size) == expected
