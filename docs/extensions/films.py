"""What a film's own file says of its frames: the facts of three, and where each of them stands.

A film saved by `utils` holds the facts of its first, middle and last frame, and every word that is
seen, in the order of its frames: first those of these three, then of the others. The counter above
the picture, "epoch 3 of 50", is one of these words for each frame, which tells them all.
"""

import re
from collections import defaultdict

from PIL import Image

from utils.drawing.film import picture
from utils.drawing.style.words import spoken

LINE = re.compile(r"(?:First|Middle|Last) frame: (.*)")
OF = re.compile(r"(?<=\d) of (?=[\d−])")  # between a number and the last one
COUNTER = re.compile(r"\D+(?=[\d−])")  # what stands before the first number


def still(name):
    """The name of a film's last frame."""
    return name.removesuffix(".gif") + ".still.png"


def facts(name):
    """The name of the file that `told` fills."""
    return name.removesuffix(".gif") + ".json"


def last_frame(path):
    """The last frame as it is, in the few colours of a film."""
    with Image.open(path) as film:
        film.seek(film.n_frames - 1)
        if film.convert("RGBA").getextrema()[3][0] < 255:
            return film.convert("RGBA")
        return film.convert("RGB").quantize(256, dither=Image.Dither.NONE)


def told(path):
    """{"frames": how many, "facts": {frame: sentence}, "where": a text for each frame, or none}."""
    with Image.open(path) as film:
        frames = film.n_frames
    lines, words = picture.read(path)
    sentences = [spoken(line) for line in LINE.findall(lines)]
    picks = sorted({0, frames // 2, frames - 1})
    where = counted([spoken(word) for word in words], frames, sentences)
    return {"frames": frames, "facts": dict(zip(picks, sentences)), "where": where}


def counted(words, frames, sentences):
    """The counters of all frames; none where no kind of word occurs once for each frame.

    A sentence names the counter first, "Title, epoch 3: loss 0.2", which tells it from a number
    that the picture shows. The last frame may stand outside the count ("all 24 samples").
    """
    kinds = defaultdict(list)
    for word in dict.fromkeys(words):
        if start := COUNTER.match(word):
            kinds[start[0], bool(OF.search(word))].append(word.partition(" · ")[0])
    places = {}
    for (start, _), found in kinds.items():
        place = sentences[0].find(f", {OF.split(found[0])[0]}")
        if len(found) == frames and place > 0:
            places[place] = in_order(found, [0, frames // 2, frames - 1])
        if len(found) == frames - 1 and place > 0 and f", {start}" not in sentences[-1]:
            places[place] = [*in_order(found, [0, frames // 2]), ""]
    return places[min(places)] if places else []


def in_order(found, first):
    """Words in the order of their frames, where those of the frames `first` stand in front."""
    rest = iter(found[len(first) :])
    known = dict(zip(first, found))
    return [known[k] if k in known else next(rest) for k in range(len(found))]
