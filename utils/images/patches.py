"""Patches: what the window of a convolution sees, as rows of a matrix, strip by strip."""

import numpy as np

# So many numbers of patches and outputs are at work at once: what a processor's own cache holds.
STRIP = 2**18


def rows(z):
    """(n, h, w, f) as (n h w, f), in the same memory, because the examples lie side by side."""
    return z.reshape((-1, z.shape[-1]), order="F")


class Patches:
    """What the window of a convolution sees, one patch a row, and a 1 for the bias behind each.

    Patches take kh * kw times the memory of their images. So they are gathered for a strip of some
    columns of positions at a time, which stays in the cache, and gathered again in backward.
    """

    def __init__(self, conv, n, positions, columns=1):
        (oh, ow), (kh, kw, c, _) = positions, conv.params["kernel"].shape
        self.conv, self.inside, self.height = conv, kh * kw * c, n * oh
        self.cells = list(np.ndindex(kh, kw))
        wide = max(STRIP // (self.height * sum(conv.block.shape)) // columns, 1) * columns
        self.strips = [slice(j, min(j + wide, ow)) for j in range(0, ow, wide)]
        self.wide = min(wide, ow)
        self.rows1 = np.ones((self.height * self.wide, len(conv.block)), conv.dtype, order="F")
        self.drows = np.empty((self.height * self.wide, self.inside), conv.dtype, order="F")
        # The same memory as (n, oh, columns, kh, kw, c), to be filled window by window.
        shape = kh, kw, c, self.wide, oh, n
        self.patches = self.rows1.T[: self.inside].reshape(shape).transpose(5, 4, 3, 0, 1, 2)
        self.dpatches = self.drows.T.reshape(shape).transpose(5, 4, 3, 0, 1, 2)
        padded, self.x = conv.images(n)
        self.dpadded, self.dx = conv.images(n)
        self.windows = conv.windows(padded, positions)
        self.dwindows = conv.windows(self.dpadded, positions)

    def gather(self, j):
        """The patches of the columns j, (rows, kh kw c + 1)."""
        wide = j.stop - j.start
        self.patches[:, :, :wide] = self.windows[:, :, j]
        return self.rows1[: self.height * wide]

    def start_backward(self):
        self.conv.dblock[...] = 0
        self.dpadded[...] = 0

    def backward(self, j, dz):
        """From dz at the columns j: add to dW, and add dpatches = dz W^T to dx, cell by cell."""
        dz = rows(dz)
        self.conv.dblock += self.gather(j).T @ dz
        if not self.conv.first:
            np.matmul(dz, self.conv.block[: self.inside].T, out=self.drows[: len(dz)])
            for h, w in self.cells:
                seen = self.dwindows[:, :, j, h, w]
                seen += self.dpatches[:, :, : j.stop - j.start, h, w]
