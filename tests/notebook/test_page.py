"""The HTML of a picture: where its bytes are, and what is heard of it."""

import base64
import sys
import types
from html.parser import HTMLParser

import pytest

from utils.notebook import page

SAID = 'Two lines, "a" & <b>: one rises.'


class Tags(HTMLParser):
    """The tags of a text with their attributes, and its words."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """The folder of a notebook that a Jupyter server runs, and a picture in it."""
    folder = tmp_path / "an article"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "a b.gif").write_bytes(b"GIF89a")
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "article.ipynb"))
    monkeypatch.chdir(folder)
    return folder


def test_a_picture_is_heard_and_keeps_its_width():
    ((tag, found),) = Tags(page.shown(SAID, 640, data=b"png")).tags
    assert tag == "img" and found["alt"] == SAID and found["width"] == "640"
    assert found["src"] == "data:image/png;base64," + base64.b64encode(b"png").decode()


def test_a_server_sends_the_file_itself(notebook):
    for path in ("pictures/a b.gif", notebook / "pictures" / "a b.gif"):
        ((_, found),) = Tags(page.shown(SAID, 640, path)).tags
        assert found["src"] == "pictures/a b.gif"


def test_the_kernel_may_work_elsewhere(notebook, monkeypatch):
    monkeypatch.chdir(notebook.parent)
    assert page.beside("an article/pictures/a b.gif") == "pictures/a b.gif"


@pytest.mark.parametrize("where", ["no server", "Colab", "outside"])
def test_elsewhere_the_picture_travels_in_the_page(where, notebook, monkeypatch):
    path = notebook / "pictures" / "a b.gif"
    if where == "no server":
        monkeypatch.delenv("JPY_SESSION_NAME")
    elif where == "Colab":
        monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    else:
        path = path.rename(notebook.parent / "a.gif")
    ((_, found),) = Tags(page.shown(SAID, 640, path)).tags
    assert found["src"] == "data:image/gif;base64," + base64.b64encode(b"GIF89a").decode()


def test_a_video_is_a_video(notebook):
    (notebook / "a.mp4").write_bytes(b"mp4")
    ((tag, found),) = Tags(page.shown(SAID, 640, "a.mp4")).tags
    assert tag == "video" and "controls" in found
    assert found["src"] == "a.mp4" and found["aria-label"] == SAID


def test_a_line_stands_below():
    html = Tags(page.shown(SAID, 640, data=b"png", line=SAID))
    assert "".join(html.words) == SAID and [tag for tag, _ in html.tags] == ["img", "div", "small"]
