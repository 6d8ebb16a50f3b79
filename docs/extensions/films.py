"""The still of a film, for readers who want nothing to move and for formats that cannot, and the
longest of its lines of facts, for which a page keeps room."""

import os

from PIL import Image

from utils.drawing.film import picture


def still(name):
    """The name of a film's last frame."""
    return name.removesuffix(".gif") + ".still.png"


def last_frame(path):
    """The last frame as it is, in the few colours of a film."""
    with Image.open(path) as film:
        film.seek(film.n_frames - 1)
        if film.convert("RGBA").getextrema()[3][0] < 255:
            return film.convert("RGBA")
        return film.convert("RGB").quantize(256, dither=Image.Dither.NONE)


def longest(path):
    """The longest line of a frame, without the title of all; a film of others has none."""
    try:
        lines = picture.each(path)
    except ValueError:
        return ""
    shared = os.path.commonprefix(lines)
    return max(
        (line[shared.rfind(", ") + 2 :] if ", " in shared else line for line in lines), key=len
    )
