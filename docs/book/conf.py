"""The book's settings, for Sphinx: `tools/book.py` runs it over the same notebooks as the site."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from docs.conf import (  # noqa: E402, F401
    author,
    copyright,
    gettext_compact,
    language,
    locale_dirs,
    myst_enable_extensions,
    myst_heading_anchors,
    nb_execution_mode,
    project,
    suppress_warnings,
)
from tools import citing, home  # noqa: E402

extensions = ["myst_nb", "docs.book.hooks"]
root_doc = "docs/book/contents"
include_patterns = ["docs/book/contents.md", "0*/**/*.ipynb"]
version = release = home.tag(ROOT)[1:]

epub_author = citing.authors(ROOT)
epub_basename = "ilearndeeplearning"
epub_contributor = author
epub_css_files = ["book.css"]
epub_description = citing.card(ROOT)["abstract"]
epub_identifier = home.address(ROOT)
epub_publisher = author
epub_scheme = "URL"
epub_show_urls = "no"
epub_tocdepth = 3
epub_tocscope = "includehidden"
epub_uid = "address"
epub_use_index = False
html_static_path = ["book.css"]
