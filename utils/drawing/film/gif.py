"""Frames to a small GIF: one palette for all of them, and of each frame only what changed."""

import io
import struct

import numpy as np
from PIL import GifImagePlugin, Image

KEEP = 255
LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"


class Palette:
    """At most 255 colours for frames like `samples`, a list of RGBA pixels (height, width, 4).

    The `exact` most frequent colours are kept as they are, so that flat areas stay flat, and before
    these the colours (n, 4) `rare`; the median cut of the others covers the soft edges. Index 255
    stays free: it means "as before".
    """

    def __init__(self, samples, exact=96, rare=()):
        colours, counts = np.unique(
            np.concatenate([_pack(frame).ravel() for frame in samples]), return_counts=True
        )
        order = np.argsort(-counts, kind="stable")
        rare = _pack(np.reshape(rare, (-1, 4)).astype(np.uint8))
        order = order[~np.isin(colours[order], rare)]
        kept, rest = np.append(rare, colours[order[:exact]]), np.sort(order[exact:])
        self.colours = _unpack(kept)
        if len(rest):
            soft = np.repeat(colours[rest], np.minimum(counts[rest], 200))
            self.colours = np.vstack([self.colours, _median_cut(soft, KEEP - len(kept))])
        self._nearest = np.full(1 << 18, KEEP, np.uint8)
        self._nearest[_cells(kept[::-1])] = np.arange(len(kept), dtype=np.uint8)[::-1]

    def indices(self, pixels):
        """Each pixel's nearest index: (height, width) of uint8. Colours differing by 3 are one."""
        cells = _cells(_pack(pixels))
        found = self._nearest.take(cells)
        new = cells[found == KEEP]
        if len(new):
            self._learn(np.unique(new))
            found = self._nearest.take(cells)
        return found

    def _learn(self, cells):
        """Fill in the nearest index of cells that no frame had before."""
        table = self.colours.astype(np.int32)
        for part in np.array_split(cells.astype(np.int32), 1 + len(cells) // 2000):
            centres = np.stack([part & 63, part >> 6 & 63, part >> 12], axis=-1) * 4 + 2
            gaps = ((centres[:, np.newaxis] - table) ** 2).sum(axis=-1)
            self._nearest[part] = gaps.argmin(axis=1)

    def tobytes(self):
        """The GIF's global table of 256 colours."""
        table = np.zeros((256, 3), np.uint8)
        table[: len(self.colours)] = self.colours
        return table.tobytes()


def _pack(rgba):
    """Colours as whole numbers, red in the lowest byte, without their alpha."""
    return np.ascontiguousarray(rgba).view("<u4")[..., 0] & 0xFFFFFF


def _unpack(packed):
    return packed[..., np.newaxis].astype("<u4").view(np.uint8)[..., :3]


def _cells(packed):
    """The number of the colour cell, 6 bits a channel, that a packed colour lies in.

    It is an index, and in a browser an index has 32 bits with a sign, for which NumPy takes no
    uint32.
    """
    cells = packed >> 2 & 0x3F | packed >> 4 & 0xFC0 | packed >> 6 & 0x3F000
    return cells.astype(np.intp)


def _median_cut(packed, count):
    strip = Image.fromarray(_unpack(packed)[np.newaxis])
    table = strip.quantize(count, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return np.array(table.getpalette(), np.uint8).reshape(-1, 3)[:count]


def encode(blocks, size, colours, comment):
    """The bytes of a GIF that repeats for ever, from the blocks of its frames.

    size: (width, height). colours: their Palette. comment: ASCII text kept in the file.
    """
    head = b"GIF89a" + struct.pack("<HHBBB", *size, 0xF7, 0, 0) + colours.tobytes()
    return b"".join([head, LOOP, _comment(comment), *blocks, b"\x3b"])


def _comment(text):
    data = text.encode("ascii")
    pieces = [data[at : at + 255] for at in range(0, len(data), 255)]
    return b"\x21\xfe" + b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\x00"


def block(frame, before, duration):
    """One frame (height, width) of indices, shown for `duration` hundredths of a second.

    Only the box that differs from the frame `before` (None: there is none) is kept, and in it the
    unchanged pixels are KEEP, which packs well.
    """
    if before is None:
        return _pixels(frame, (0, 0), duration)
    changed = frame != before
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        rows = columns = np.zeros(1, int)
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    kept = np.where(changed[box], frame[box], np.uint8(KEEP))
    return _pixels(kept, (int(columns[0]), int(rows[0])), duration)


def _pixels(indices, offset, duration):
    height, width = indices.shape
    image = Image.frombytes("P", (width, height), np.ascontiguousarray(indices).tobytes())
    settings = {"duration": 10 * duration, "transparency": KEEP, "disposal": 1}
    block = io.BytesIO()
    block.writelines(GifImagePlugin.getdata(image, offset, **settings))
    return block.getvalue()
