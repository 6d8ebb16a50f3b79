"""Compares what a run made with what is committed; each difference is one readable line.

Text is compared exactly. Two pictures agree when their bytes are equal, or when all of this is: the
facts and the words stored inside the files, their size, frame count and durations, and in every
frame a root mean square difference of at most MAX_RMS, over all pixels and channels, on the scale
0-255. A share of changed pixels is no measure: a swapped legend changes 0.15 % of them.

The bound lies between two measurements on a boundary animation of 640 x 678 with 1,000 points.
Other CPU kernels (OPENBLAS_CORETYPE=Prescott, NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4") leave at
most 0.016, even where the weights differ by 2e-6; once a training is chaotic they leave 7, and the
facts differ too. Faults that keep facts and words: one of 900 points moved by 8 pixels 0.33 (in the
still), one point left out 0.72, a field 2 % too high 1.6, two swapped colours of curves 5.9, one
frame shown too early 13.
"""

from __future__ import annotations

import base64
import io
import re
from itertools import groupby, zip_longest
from pathlib import Path

import nbformat
import numpy as np
from PIL import Image, ImageSequence

from utils.drawing.film import picture

MAX_RMS = 0.1
EMBEDDED = re.compile(r"data:(?:image|video)/\w+;base64,([A-Za-z0-9+/=]*)")


def notebooks(committed, fresh) -> list[str]:
    """Differences between two .ipynb files; outputs of cells tagged `measured` are left out."""
    return differences(*(nbformat.read(path, as_version=4).cells for path in (committed, fresh)))


def differences(old: list, new: list) -> list[str]:
    """Differences between the cells of two notebooks."""
    if len(old) != len(new):
        return [f"{len(old)} cells are committed, the fresh notebook has {len(new)}"]
    lines, number = [], 0
    for place, cells in enumerate(zip(old, new), 1):
        number += cells[0].cell_type == "code"
        name = f"In [{number}]" if cells[0].cell_type == "code" else f"Markdown cell {place}"
        lines += [f"{name}: {line}" for line in _cell_differences(*cells)]
    return lines


def pictures(committed_dir, fresh_dir) -> list[str]:
    """Differences between two folders of pictures; a missing or an extra file is one."""
    old, new = _files(committed_dir), _files(fresh_dir)
    lines = []
    for name in sorted(old | new):
        if name not in new:
            lines.append(f"{name}: committed, but no cell made it")
        elif name not in old:
            lines.append(f"{name}: made, but not committed")
        elif found := _file_difference(Path(committed_dir, name), Path(fresh_dir, name)):
            lines.append(f"{name}: {found}")
    return lines


def picture_difference(old: bytes, new: bytes) -> str:
    """What tells two PNG or GIF files apart, as a sentence; "" when they agree by the rule."""
    if old == new:
        return ""
    inside = [about(data) for data in (old, new)]
    if None in inside:
        return (
            "the bytes differ, and without facts inside both files nothing but equal bytes will do"
        )
    for what, a, b in zip(("facts", "words"), *inside):
        if a != b:
            return f"the {what} differ: {text_difference(str(a), str(b))}"
    before, after = _frames(old), _frames(new)
    shape = [
        [(duration, pixels.shape) for duration, pixels in frames] for frames in (before, after)
    ]
    if shape[0] != shape[1]:
        return f"{_describe(shape[0])} committed, now {_describe(shape[1])}"
    worst, frame = max((rms(a, b), k) for k, ((_, a), (_, b)) in enumerate(zip(before, after), 1))
    return (
        f"frame {frame} differs by {worst:.2f} RMS (allowed: {MAX_RMS})" if worst > MAX_RMS else ""
    )


def embedded(html: str) -> list[bytes]:
    """The pictures whose bytes stand in a page."""
    return [base64.b64decode(text) for text in EMBEDDED.findall(html)]


def without_pictures(html: str) -> str:
    """A page with a word in place of each picture's bytes."""
    return EMBEDDED.sub("picture", html)


def about(data: bytes):
    """(facts, words) stored inside a PNG or GIF, None where there are none."""
    try:
        return picture.read(io.BytesIO(data))
    except (OSError, TypeError, ValueError):
        return None


def rms(a: np.ndarray, b: np.ndarray) -> float:
    """Root mean square difference of two images of equal shape, 0 to 255."""
    return float(np.sqrt(np.mean((a.astype(float) - b) ** 2)))


def _cell_differences(old, new) -> list[str]:
    if old.source != new.source:
        return [f"the source differs: {text_difference(old.source, new.source)}"]
    if old.cell_type != "code" or "measured" in old.metadata.get("tags", ()):
        return []
    before, after = shown(old.outputs), shown(new.outputs)
    kinds = [[kind for kind, _ in each] for each in (before, after)]
    if kinds[0] != kinds[1]:
        return [f"committed outputs are {kinds[0]}, now {kinds[1]}"]
    pairs = ((kind, _output_difference(kind, a, b)) for (kind, a), (_, b) in zip(before, after))
    return [f"{kind}: {found}" for kind, found in pairs if found]


def shown(outputs) -> list[tuple[str, str]]:
    """Outputs as (kind, content): chunks of a stream joined, one entry for each MIME type."""
    found = []
    for output in outputs:
        if output.output_type == "stream":
            found.append((output.name, output.text))
        elif output.output_type == "error":
            found.append(("error", f"{output.ename}: {output.evalue}"))
        else:
            found += sorted(output.data.items())
    joined = []
    for kind, run in groupby(found, key=lambda item: item[0]):
        values = [value for _, value in run]
        joined += (
            [(kind, "".join(values))]
            if kind in ("stdout", "stderr")
            else [(kind, v) for v in values]
        )
    return joined


def _output_difference(kind: str, old: str, new: str) -> str:
    if kind == "text/html" and old != new:
        before, after = without_pictures(old), without_pictures(new)
        if before != after:
            return text_difference(before, after)
        return next(filter(None, map(picture_difference, embedded(old), embedded(new))), "")
    return "" if old == new else text_difference(str(old), str(new))


def text_difference(old: str, new: str) -> str:
    """The first line that differs, from shortly before the first character that does."""
    for number, (a, b) in enumerate(zip_longest(old.splitlines(), new.splitlines()), 1):
        if a != b:
            break
    else:
        return "only the line ends differ"
    if a is None or b is None:
        return f"line {number} is {'new' if a is None else 'gone'}: {(a or b or '')[:80]!r}"
    same = next((k for k, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    start = max(0, same - 30)
    return f"line {number} was {a[start : start + 80]!r}, is now {b[start : start + 80]!r}"


def _files(folder) -> set[str]:
    folder = Path(folder)
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _file_difference(old: Path, new: Path) -> str:
    before, after = old.read_bytes(), new.read_bytes()
    if old.suffix in (".png", ".gif"):
        return picture_difference(before, after)
    return "" if before == after else "the bytes differ"


def _frames(data: bytes) -> list[tuple[int, np.ndarray]]:
    with Image.open(io.BytesIO(data)) as image:
        return [
            (frame.info.get("duration", 0), np.asarray(frame.convert("RGBA")))
            for frame in ImageSequence.Iterator(image)
        ]


def _describe(frames) -> str:
    height, width = frames[0][1][:2]
    size, time = f"{width} x {height}", sum(duration for duration, _ in frames)
    return f"{len(frames)} frames of {size}, {time} ms" if len(frames) > 1 else size
