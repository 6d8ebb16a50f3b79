"""The logo: drawn by code, small, transparent, and it ends where it starts."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from tools import logo

COMMITTED = Path(__file__).parents[2] / logo.NAME


def frames(data):
    """The frames of a GIF as RGBA (frames, height, width, 4)."""
    image = Image.open(io.BytesIO(data))
    return np.array([np.asarray(f.convert("RGBA")) for f in ImageSequence.Iterator(image)])


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    path = tmp_path_factory.mktemp("logo") / logo.NAME
    logo.draw(path)
    return path.read_bytes()


def test_the_committed_logo_is_what_the_code_draws(drawn):
    """The same but for the rounding of other processors."""
    ours, theirs = frames(drawn).astype(int), frames(COMMITTED.read_bytes())
    assert ours.shape == theirs.shape
    assert np.sqrt(((ours - theirs) ** 2.0).mean(axis=(1, 2, 3))).max() < 2


def test_it_is_small_and_repeats_for_ever(drawn):
    assert len(drawn) <= 300_000
    image = Image.open(io.BytesIO(drawn))
    assert image.size == (logo.WIDTH, logo.HEIGHT) and image.info["loop"] == 0
    assert image.n_frames == logo.FRAMES


def test_it_ends_where_it_starts(drawn):
    shown = frames(drawn)
    np.testing.assert_array_equal(shown[0], shown[-1])
    assert (shown[logo.FRAMES // 3] != shown[0]).any()


def test_the_background_is_transparent_and_the_outline_stays(drawn):
    alpha = frames(drawn)[..., 3]
    assert set(np.unique(alpha)) == {0, 255}
    assert (alpha == alpha[0]).all()
    assert 0.05 < (alpha[0] == 255).mean() < 0.5
    assert not alpha[:, [0, 0, -1, -1], [0, -1, 0, -1]].any()


def luminance(rgb):
    """Relative luminance of WCAG 2."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_the_name_and_the_network_can_be_read_on_light_and_dark_pages(drawn):
    """3 : 1 at least, WCAG's contrast for large text and graphics."""
    shown = frames(drawn)[0]
    colours, counts = np.unique(shown[shown[..., 3] == 255][:, :3], axis=0, return_counts=True)
    common = colours[np.argsort(-counts)[:3]] / 255
    for page in ([1.0, 1.0, 1.0], [13 / 255, 17 / 255, 23 / 255]):
        light = luminance(np.array(page))
        contrast = (np.maximum(luminance(common), light) + 0.05) / (
            np.minimum(luminance(common), light) + 0.05
        )
        assert sorted(contrast)[1] >= 3  # two of the three: word and lines; units have a rim


def test_the_signal_runs_from_left_to_right(drawn):
    """Where frames differ from the resting one, on the way."""
    shown = frames(drawn).astype(int)
    centres = []
    for k in (10, 20, 30, 40):
        moved = np.abs(shown[k] - shown[0]).sum(axis=-1) > 30
        centres.append(np.flatnonzero(moved.any(axis=0)).mean())
    assert centres == sorted(centres) and centres[0] < 400 < 640 < centres[-1]
