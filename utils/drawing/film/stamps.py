"""Texts as stamps: drawing letters is slow, so each word of a film is drawn once, then copied."""

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Annotation

PHASES = 16  # places inside a pixel, across and up, at which a word may start


class Stamps:
    """Pixels of artists, drawn once over nothing, and pressed on a renderer as often as needed.

    canvas: of the figure that the artists belong to.
    """

    def __init__(self, canvas):
        self._over_nothing = RendererAgg(*canvas.get_width_height(), canvas.figure.dpi)
        self._stamps, self._advances = {}, {}

    def press_text(self, text, renderer):
        """Draw a text where it stands now; a plain line word by word."""
        if isinstance(text, Annotation):
            text.update_positions(renderer)
        if text.get_visible():
            x, y = text.get_transform().transform(text.get_unitless_position())
            *words, last = _pieces(text)
            for word in words:
                self._press_word(text, word, (x, y), renderer)
                x += self._advance(text, word)
            self._press_word(text, last, (x, y), renderer)

    def _press_word(self, text, word, place, renderer):
        corner, phase = np.divmod(np.round(PHASES * np.array(place)).astype(int), PHASES)
        looks = text, word, text.get_color(), text.get_alpha(), *phase
        if looks not in self._stamps:
            self._stamps[looks] = self._drawn(text, word, phase / PHASES)
        press(self._stamps[looks], renderer, *corner)

    def _drawn(self, text, word, rest):
        """The stamp of a word, drawn `rest` of a pixel right of and above a pixel's corner."""
        line, place = text.get_text(), text.get_position()
        corner = np.floor(text.get_transform().transform(text.get_unitless_position()))
        text.set_text(word)
        text.set_position(text.get_transform().inverted().transform(corner + rest))
        stamp = self.of([text], *corner.astype(int))
        text.set(text=line, position=place)
        return stamp

    def _advance(self, text, word):
        """Pixels from the start of a word to that of the next; the dots keep what is around it."""
        if (text, word) not in self._advances:
            width, dots = (self._width(line, text) for line in (f".{word} .", ".."))
            self._advances[text, word] = width - dots
        return self._advances[text, word]

    def _width(self, line, text):
        font = text.get_fontproperties()
        return self._over_nothing.get_text_width_height_descent(line, font, ismath=False)[0]

    def of(self, artists, x=0, y=0):
        """Artists as (pixels, left, bottom) of the box they fill, seen from the pixel (x, y)."""
        self._over_nothing.clear()
        for artist in artists:
            artist.draw(self._over_nothing)
        pixels = np.asarray(self._over_nothing.buffer_rgba())[::-1]
        cover = pixels[..., 3]
        rows = np.flatnonzero(cover.max(axis=1))
        if not len(rows):
            return None
        rows = slice(rows[0], rows[-1] + 1)
        columns = np.flatnonzero(cover[rows].max(axis=0))
        columns = slice(columns[0], columns[-1] + 1)
        return pixels[rows, columns].copy(), int(columns.start) - x, int(rows.start) - y


def press(stamp, renderer, x=0, y=0):
    """Copy a stamp, seen from the pixel (x, y)."""
    if stamp:
        pixels, left, bottom = stamp
        renderer.draw_image(renderer.new_gc(), x + left, y + bottom, pixels)


def _pieces(text):
    """The words of a plain line that stands on its left end; any other text in one piece."""
    line = text.get_text()
    looks = text.get_rotation(), text.get_horizontalalignment(), text.get_verticalalignment()
    if looks == (0, "left", "baseline") and not set("$\n") & set(line):
        return line.split(" ")
    return [line]
