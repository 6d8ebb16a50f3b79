"""A picture on a notebook's page: an <img> whose alt text says what the picture shows."""

import base64
import os
import sys
from html import escape
from pathlib import Path

KINDS = {".png": "image/png", ".gif": "image/gif", ".webp": "image/webp", ".mp4": "video/mp4"}


def shown(alt, width, path=None, data=None, line=""):
    """The HTML of a picture, or of a video.

    alt: what it shows, for a screen reader. width: pixels. path: its file, whose ending tells the
    kind; data: the bytes of a PNG that has no file. line: words below it.
    """
    address = beside(path) if path is not None else ""
    if not address:
        kind = ".png" if path is None else Path(path).suffix.lower()
        content = base64.b64encode(data if path is None else Path(path).read_bytes())
        address = f"data:{KINDS[kind]};base64,{content.decode('ascii')}"
    source = f'src="{escape(address)}" width="{width}"'
    if path is not None and Path(path).suffix.lower() == ".mp4":
        tag = f'<video {source} aria-label="{escape(alt)}" controls loop muted></video>'
    else:
        tag = f'<img {source} alt="{escape(alt)}">'
    return f"{tag}<div><small>{escape(line)}</small></div>" if line else tag


def beside(path):
    """The address of a file as the notebook's page sees it; "" where the page cannot fetch it.

    A Jupyter server names the notebook it runs in JPY_SESSION_NAME, and serves the files below the
    notebook's folder. Colab does not, and what has no server cannot: there a picture has to travel
    inside the page.
    """
    notebook = os.environ.get("JPY_SESSION_NAME")
    if not notebook or "google.colab" in sys.modules:
        return ""
    try:
        return Path(path).resolve().relative_to(Path(notebook).resolve().parent).as_posix()
    except ValueError:
        return ""
