"""Films in a book: moments of a GIF as pictures."""

from pathlib import Path

from PIL import Image

from tools.workspace import ROOT

PLACE = ROOT / "build" / "book" / "stills"


def moments(film: Path) -> list[int]:
    """Its first frame, the one in the middle, and the last, counted from 0: those of its facts."""
    with Image.open(film) as opened:
        return sorted({0, opened.n_frames // 2, opened.n_frames - 1})


def still(film: Path, moment: int = -1) -> Path:
    """A picture of one moment; of the last one it is the PNG beside the film, if there is one."""
    with Image.open(film) as opened:
        moment %= opened.n_frames
        beside = film.with_suffix(".png")
        if moment == opened.n_frames - 1 and beside.exists():
            return beside
        place = PLACE / film.parts[-3] / f"{film.stem}_{moment + 1}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        opened.seek(moment)
        frame = opened.convert("RGB")
        frame.info.clear()  # a transparent colour of the palette, which is gone
        frame.quantize(256).save(place, optimize=True)
    return place
