"""How much arithmetic the matrix products of an update need, counted from shapes."""

from utils.layers import Layer
from utils.models import Sequential
from utils.pooling import MaxPooling2D


def of_update(network: Sequential, batch_size: int) -> int:
    """Additions and multiplications of the products for z, for dW with db, and for dx.

    The first layer needs no dx. Of a convolution those positions count that the pooling after it
    sees; the sums of neighbouring patches in dx are no matrix product and do not count.
    """
    followers = [*network.layers[1:], None]
    return 2 * batch_size * sum(map(of_layer, network.layers, followers))


def of_layer(layer: Layer, follower: Layer | None) -> int:
    """Multiplications for one example."""
    if not layer.params:
        return 0
    weights = sum(w.size for w in layer.params.values())
    down = 0 if layer.first else layer.params["kernel"].size
    return positions(layer, follower) * (2 * weights + down)


def positions(layer: Layer, follower: Layer | None) -> int:
    """How often the weights are at work on one example."""
    height, width = layer.output_shape[:-1] or (1, 1)
    if isinstance(follower, MaxPooling2D):
        (h, w, _), (kh, kw) = follower.output_shape, follower.size
        height, width = h * kh, w * kw
    return height * width
