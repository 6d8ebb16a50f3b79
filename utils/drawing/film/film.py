"""The frames of a scene as pixels: what stands still is drawn once, what moves again each time."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.image import AxesImage
from matplotlib.spines import Spine
from matplotlib.text import Text

from . import picture
from .stamps import Stamps, press


class Film:
    """The frames of a scene as pixels.

    A scene is an object with `figure`, `frames` (how many), `draw(k)`, which only sets data of
    artists made once, and `facts(k)`. Where it has a list `moving` of artists only these are drawn
    for each frame; what stands still above one of them is kept as pixels and copied. Its `colours`
    (n, 4), if any, are bytes of RGBA that fill few pixels and must yet stay themselves in a GIF.
    """

    def __init__(self, scene):
        self.scene, self.canvas = scene, picture.agg(scene.figure)
        self.moving = getattr(scene, "moving", None)
        self._stamps = Stamps(self.canvas)
        self._order = _in_order(scene.figure, self.moving or [])
        scene.draw(0)
        self._background, self._above = self._still()
        if self.moving is not None:
            self._check_still()
        scene.draw(0)
        self.words = dict.fromkeys(picture.words(scene.figure))

    def picks(self):
        """The first, the middle and the last frame."""
        return sorted({0, self.scene.frames // 2, self.scene.frames - 1})

    def _still(self):
        """(the pixels of what stands still below what moves, stamps of what stands still above)."""
        groups = [artist for part in self._order if isinstance(part, list) for artist in part]
        later = [*(self.moving or []), *groups]
        images = [each for each in later if isinstance(each, AxesImage) and each.get_visible()]
        for artist in later:
            artist.set_animated(True)
        for image in images:  # which Matplotlib 3.8 draws although they are animated
            image.set_visible(False)
        self.canvas.draw()
        for artist in later:
            artist.set_animated(False)
        for image in images:
            image.set_visible(True)
        above = [self._stamps.of(part) if isinstance(part, list) else None for part in self._order]
        return self.canvas.copy_from_bbox(self.scene.figure.bbox), above

    def _check_still(self):
        """Refuse a scene in which something moves that is not in `moving`."""
        for k in self.picks()[1:]:
            self.scene.draw(k)
            background, above = self._still()
            same = np.array_equal(np.asarray(background), np.asarray(self._background))
            if not (same and all(_equal(a, b) for a, b in zip(above, self._above))):
                raise ValueError(
                    f"{self._culprit(k)} changes from frame 0 to frame {k} but is not in the "
                    "scene's list `moving`, so the film would keep it as it was: add it, or leave "
                    "the list out."
                )

    def _culprit(self, k):
        """The artist that is not in `moving` and yet changes, in words."""
        for axes in self.scene.figure.axes:
            self.scene.draw(0)
            before = axes.get_xlim(), axes.get_ylim()
            self.scene.draw(k)
            if before != (axes.get_xlim(), axes.get_ylim()):
                names = axes.get_title(), axes.get_ylabel(), axes.get_xlabel()
                return f"the scale of the axes {next(filter(None, names), '')!r}"
        for artist, _ in _placed(self.scene.figure, self.moving):
            if artist not in self.moving:
                self.scene.draw(0)
                before = self._stamps.of([artist])
                self.scene.draw(k)
                after = self._stamps.of([artist])
                if not _equal(before, after):
                    return f"the {type(artist).__name__} {_described(artist, after or before)}"
        return "something"

    def frame(self, k):
        """Frame k as pixels (height, width, 4), valid until the next; its words join `words`."""
        self.scene.draw(k)
        if self.moving is None:
            self.canvas.draw()
        else:
            self._redraw()
        for artist in [self.scene.figure] if self.moving is None else self.moving:
            self.words.update(dict.fromkeys(picture.words(artist)))
        return np.asarray(self.canvas.buffer_rgba())

    def _redraw(self):
        self.canvas.restore_region(self._background)
        renderer = self.canvas.get_renderer()
        for part, stamp in zip(self._order, self._above, strict=True):
            if isinstance(part, list):
                press(stamp, renderer)
            elif isinstance(part, Text):
                self._stamps.press_text(part, renderer)
            else:
                part.draw(renderer)


def _in_order(figure, moving):
    """What is drawn for each frame, as Matplotlib orders it: artists that move, and between them
    lists of those that stand still above one of them."""
    order, known, boxes = [], set(), []
    for artist, box in _placed(figure, moving):
        known.add(artist)
        if artist in moving:
            order.append(artist)
            boxes.append(box)
        elif any(box.fully_overlaps(other) for other in boxes):
            if not isinstance(order[-1], list):
                order.append([])
            order[-1].append(artist)
    return order + [artist for artist in moving if artist not in known]


def _placed(figure, moving):
    """Every artist, from below, with a box that it is drawn in: that of its axes and their words,
    or its own; one of the figure that moves may be anywhere."""
    for child in _children(figure):
        if isinstance(child, Axes) and child not in moving:
            box = child.get_tightbbox()
            yield from ((artist, box) for artist in _children(child))
        else:
            box = figure.bbox if child in moving else child.get_window_extent()
            yield child, box


def _children(holder):
    """The artists that a figure or axes draw, from below; a figure's patch lies below all."""
    if not holder.get_visible():
        return []
    found = [artist for artist in holder.get_children() if not _hidden(artist, holder)]
    return sorted(found, key=lambda a: -np.inf if a is holder.patch else a.get_zorder())


def _hidden(artist, holder):
    """Whether it is a figure's patch, or belongs to sides that these axes do not draw."""
    if not isinstance(holder, Axes):
        return artist is holder.patch
    if artist is holder.patch or isinstance(artist, Spine):
        return not (holder.axison and holder.get_frame_on())
    return isinstance(artist, Axis) and not holder.axison


def _equal(one, other):
    """Whether two stamps are the same."""
    if one is None or other is None:
        return one is other
    return one[1:] == other[1:] and np.array_equal(one[0], other[0])


def _described(artist, stamp):
    """How a reader finds an artist: by its words, its label, or where it is drawn."""
    if isinstance(artist, Text):
        return repr(artist.get_text())
    label = str(artist.get_label() or "")
    if label and not label.startswith("_"):
        return repr(label)
    pixels, left, bottom = stamp
    height, width = pixels.shape[:2]
    return f"around the pixel ({left + width // 2}, {bottom + height // 2})"
