"""The site's settings, for Sphinx. The source folder is the repository, this one only configures:
`make site` runs it, and `tools/site.py` says how.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

project = "ILearnDeepLearning.py"
author = "the authors of ILearnDeepLearning.py"
copyright = "the authors, MIT licence"
html_title = project

extensions = [
    "myst_nb",
    "docs.extensions.citation",
    "docs.extensions.notebooks",
    "docs.extensions.pages",
    "docs.extensions.pictures",
    "docs.extensions.playground",
]
root_doc = "docs/contents"
include_patterns = ["docs/*.md", "0*/**/*.ipynb"]
templates_path = ["_templates"]
html_static_path = ["_static"]
html_extra_path = ["../build/site-extras"]
html_copy_source = False
html_show_sphinx = False
html_additional_pages = {"index": "home.html", "playground/index": "playground.html"}

language = "en"
locale_dirs = ["docs/locale"]  # from the source folder, not from this one
gettext_compact = False

nb_execution_mode = "off"
nb_mime_priority_overrides = [("html", "image/gif", 15)]
myst_enable_extensions = ["amsmath", "dollarmath", "attrs_block", "attrs_inline"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]

html_theme = "furo"
html_css_files = ["site.css"]
html_js_files = [
    (name, {"type": "module"}) for name in ("film.mjs", "reading.mjs", "live/live.mjs")
]
html_use_index = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#00588a",
        "color-brand-content": "#00659d",
        "color-brand-visited": "#00588a",
    },
    "dark_css_variables": {
        "color-brand-primary": "#6cb8e6",
        "color-brand-content": "#6cb8e6",
        "color-brand-visited": "#8fc6ea",
    },
}
pygments_style = "github-light"
pygments_dark_style = "github-dark"

mathjax_path = "../mathjax/tex-chtml.js"
mathjax4_config = {
    "options": {
        "enableMenu": False,
        "menuOptions": {
            "settings": {
                "assistiveMml": True,
                "braille": False,
                "collapsible": False,
                "enrich": False,
                "speech": False,
            }
        },
    },
    "output": {
        "font": "mathjax-newcm",
        "fontPath": "[mathjax]/font",
        "displayOverflow": "linebreak",
    },
}
