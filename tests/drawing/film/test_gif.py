"""GIF: Pillow, reading the file, must find the frames that went in."""

import io

import numpy as np
import pytest
from PIL import Image, ImageSequence

from utils.drawing.film import gif


def rgba(rgb):
    return np.dstack([np.asarray(rgb, np.uint8), np.full(np.shape(rgb)[:2], 255, np.uint8)])


def flat(colour, size=(20, 30)):
    return rgba(np.full((*size, 3), colour))


def film(frames, durations=None, comment="{}"):
    """The GIF of RGBA frames, read back by Pillow."""
    colours = gif.Palette(frames)
    indices = [colours.indices(frame) for frame in frames]
    before = [None, *indices[:-1]]
    times = durations or [10] * len(frames)
    blocks = [gif.block(*each) for each in zip(indices, before, times)]
    size = frames[0].shape[1::-1]
    return Image.open(io.BytesIO(gif.encode(blocks, size, colours, comment))), blocks


def test_frames_come_back_as_they_went_in(rng):
    colours = rng.integers(0, 64, (200, 3)) * 4
    frames = [rgba(colours[rng.integers(0, 200, (40, 50))]) for _ in range(3)]
    frames.insert(1, frames[0])
    frames[-1][10:20, 5:9] = frames[0][10:20, 5:9]
    image, _ = film(frames)
    assert image.n_frames == 4
    for drawn, frame in zip(ImageSequence.Iterator(image), frames, strict=True):
        gap = np.abs(np.asarray(drawn.convert("RGB")).astype(int) - frame[..., :3])
        assert gap.mean() < 1.5 and gap.max() <= 16


def test_frequent_colours_are_exact():
    frame = flat((251, 251, 249))
    frame[2:6, 3:9, :3] = (239, 190, 150)
    image, _ = film([frame])
    np.testing.assert_array_equal(np.asarray(image.convert("RGB")), frame[..., :3])


def test_equal_neighbours_do_not_push_out_the_more_frequent():
    frame = flat((251, 251, 251))
    frame[0, :3, :3] = 250
    image, _ = film([frame])
    assert image.convert("RGB").getpixel((9, 9)) == (251, 251, 251)


def test_colours_are_looked_up_by_an_index_of_the_machine(rng):
    """Where an index has 32 bits, as in a browser, NumPy takes no uint32, which is as wide."""
    colours = gif.Palette([rgba(rng.integers(0, 256, (9, 9, 3)))])
    table, asked = colours._nearest, []

    class Watched:
        def take(self, cells):
            asked.append(cells.dtype)
            return table.take(cells)

        def __setitem__(self, cells, indices):
            table[cells] = indices

    colours._nearest = Watched()
    colours.indices(rgba(rng.integers(0, 256, (9, 9, 3))))
    assert asked == [np.intp, np.intp]


def test_index_for_unchanged_pixels_is_never_a_colour(rng):
    frame = rgba(rng.integers(0, 256, (90, 90, 3)))
    colours = gif.Palette([frame])
    assert len(colours.colours) == 255
    assert colours.indices(frame).max() < gif.KEEP


def test_colours_not_sampled_find_their_nearest():
    colours = gif.Palette([np.hstack([flat((0, 0, 0)), flat((250, 0, 0))])])
    found = colours.indices(flat((200, 10, 10)))
    np.testing.assert_array_equal(colours.colours[found[0, 0]], (250, 0, 0))


def test_only_what_changed_is_stored():
    first, second = flat((9, 9, 9), (200, 200)), flat((9, 9, 9), (200, 200))
    second[50:60, 70:90, :3] = 200
    image, blocks = film([first, second, second])
    image.seek(1)
    assert tuple(image.tile[0][1]) == (70, 50, 90, 60)
    image.seek(2)
    assert tuple(image.tile[0][1]) == (0, 0, 1, 1)
    assert len(blocks[1]) < 60 and len(blocks[2]) < 40


def test_durations_loop_and_comment():
    image, _ = film([flat(0), flat(90), flat(180)], [100, 7, 50], "x" * 700)
    assert image.info["loop"] == 0
    assert image.info["comment"].decode() == "x" * 700
    times = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
    assert times == [1000, 70, 500]


def test_text_outside_ascii_is_refused():
    with pytest.raises(UnicodeEncodeError):
        film([flat(0)], comment="é")


def test_rare_colours_that_are_named_are_exact(rng):
    frame = rgba(rng.integers(0, 256, (100, 100, 3)))
    frame[7, 3, :3] = rare = 240, 40, 200
    named, usual = gif.Palette([frame], rare=[[*rare, 255]]), gif.Palette([frame])
    assert tuple(named.colours[named.indices(frame)[7, 3]]) == rare
    assert tuple(usual.colours[usual.indices(frame)[7, 3]]) != rare
    assert len(named.colours) <= 255
