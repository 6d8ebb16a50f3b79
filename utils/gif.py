"""Frames to a small GIF: one palette for all of them, and of each frame only what changed."""

from __future__ import annotations

import io
import struct

import numpy as np
from PIL import GifImagePlugin, Image

KEEP = 255
LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"


def palette(samples, exact=96):
    """A palette image of at most 255 colours for RGB frames (n, height, width, 3) like `samples`.

    The `exact` most frequent colours are kept as they are, so that flat areas stay flat; the median
    cut of the others covers the soft edges. Index 255 stays free: it means "as before".
    """
    packed = np.concatenate([_pack(frame).ravel() for frame in samples])
    colours, counts = np.unique(packed, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    kept, rest = colours[order[:exact]], np.sort(order[exact:])
    table = _unpack(kept)
    if len(rest):
        weights = np.minimum(counts[rest], 200)
        table = np.vstack([table, _median_cut(np.repeat(colours[rest], weights), KEEP - len(kept))])
    image = Image.new("P", (1, 1))
    image.putpalette(np.vstack([table, np.repeat(table[:1], 256 - len(table), axis=0)]).tobytes())
    return image


def _pack(rgb):
    wide = rgb.astype(np.uint32)
    return wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]


def _unpack(packed):
    return np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=-1).astype(np.uint8)


def _median_cut(packed, count):
    strip = Image.fromarray(_unpack(packed)[np.newaxis])
    table = strip.quantize(count, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return np.array(table.getpalette(), np.uint8).reshape(-1, 3)[:count]


def indices(rgb, colours):
    """Each pixel's nearest index in the palette image `colours`: (height, width) of uint8."""
    return np.asarray(Image.fromarray(rgb).quantize(palette=colours, dither=Image.Dither.NONE))


def encode(blocks, size, colours, comment):
    """The bytes of a GIF that repeats for ever, from the blocks of its frames.

    size: (width, height). colours: the palette image. comment: ASCII text kept in the file.
    """
    head = b"GIF89a" + struct.pack("<HHBBB", *size, 0xF7, 0, 0) + bytes(colours.getpalette())
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
