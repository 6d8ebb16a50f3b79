"""Files of a film: a writer takes the frames one by one and gives the bytes of its file.

`so_far` is about how many bytes these frames take; 0 where that is not worth knowing.
"""

import base64
import io
import json
import tempfile
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from ..style.words import spoken
from . import gif, picture

EVEN = 2  # the usual video format halves the resolution of colours


class Frame(NamedTuple):
    """One frame: `pixels` (height, width, 4), their `indices` in the film's palette (height,
    width), and how long it is shown, `duration` in hundredths of a second."""

    pixels: np.ndarray
    indices: np.ndarray
    duration: int


class About(NamedTuple):
    """What a file says of itself: the facts of three frames, of each frame, and all words."""

    facts: str
    each: list
    words: list

    @property
    def last(self):
        """The facts of the last frame alone."""
        return self.each[-1]

    @property
    def text(self):
        """All of it as one ASCII line; what each frame shows is packed, since frames are alike."""
        lines = json.dumps([spoken(line) for line in self.each])
        packed = base64.b64encode(zlib.compress(lines.encode())).decode()
        return json.dumps({"facts": self.facts, "words": self.words, "each": packed})


NOTHING = About("", [], [])


class Gif:
    """A GIF that repeats for ever: of each frame only what changed."""

    def __init__(self, colours, fps):
        self.colours, self.blocks, self.before = colours, [], None

    def add(self, frame):
        self.blocks.append(gif.block(frame.indices, self.before, frame.duration))
        self.before = frame.indices

    def so_far(self):
        return sum(len(block) for block in self.blocks)

    def finish(self, about):
        return gif.encode(self.blocks, self.before.shape[::-1], self.colours, about.text)


class WebP:
    """An animated WebP with the GIF's colours, without loss; it takes a fifth less room."""

    def __init__(self, colours, fps):
        self.colours, self.frames, self.durations = colours, [], []

    def add(self, frame):
        self.frames.append(Image.fromarray(self.colours.colours[frame.indices]))
        self.durations.append(10 * frame.duration)

    def so_far(self):
        return len(self.finish(NOTHING))

    def finish(self, about):
        first, *others = self.frames
        times = {"duration": self.durations, "loop": 0, "save_all": True, "append_images": others}
        data = io.BytesIO()
        xmp = about.text.encode("ascii")
        first.save(data, "WEBP", lossless=True, quality=50, method=3, xmp=xmp, **times)
        return data.getvalue()


class Video:
    """An MP4 (H.264) by imageio, for slides and phones; a frame that is held is repeated."""

    def __init__(self, colours, fps):
        self.fps, self.frames = fps, []
        try:
            import imageio_ffmpeg  # noqa: F401
            from imageio.v3 import imwrite
        except ImportError:
            raise ImportError(
                "an .mp4 needs imageio with its ffmpeg plugin: pip install imageio[ffmpeg]. "
                "Without it, save as .gif or .webp."
            ) from None
        self._write = imwrite

    def add(self, frame):
        height, width = frame.indices.shape
        more = ((0, -height % EVEN), (0, -width % EVEN), (0, 0))
        pixels = np.pad(frame.pixels[..., :3], more, mode="edge")
        self.frames += [pixels] * max(1, round(frame.duration * self.fps / 100))

    def so_far(self):
        return 0  # a video of our scenes takes a fraction of a GIF

    def finish(self, about):
        exact = "-threads 1 -fflags +bitexact -flags:v +bitexact -preset slow -crf 18".split()
        exact += ["-metadata", f"comment={about.facts}", "-movflags", "+faststart"]
        settings = {"fps": self.fps, "macro_block_size": EVEN, "quality": None}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "film.mp4"
            self._write(
                path, self.frames, plugin="FFMPEG", output_params=exact, ffmpeg_log_level="error",
                **settings,
            )  # fmt: skip
            return path.read_bytes()


class Still:
    """A PNG of the last frame, for paper and for readers who want nothing to move."""

    def __init__(self, colours, fps):
        self.pixels = None

    def add(self, frame):
        self.pixels = frame.pixels

    def so_far(self):
        return 0

    def finish(self, about):
        return picture.encode(self.pixels, about.last, about.words)


WRITERS = {".gif": Gif, ".webp": WebP, ".mp4": Video, ".png": Still}


def suffix(path):
    """The suffix of a path that names one of the formats, in small letters."""
    found = Path(path).suffix.lower()
    if found not in WRITERS:
        raise ValueError(
            f"a film is written as {', '.join(WRITERS)}, got {Path(path).name!r}; rename it."
        )
    return found
