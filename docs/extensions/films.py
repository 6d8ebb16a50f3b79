"""The still of a film, for readers who want nothing to move and for formats that cannot."""

from PIL import Image


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
