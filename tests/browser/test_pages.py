"""Every page of the site, opened as a reader would."""

import pytest

from tools import articles
from tools.workspace import ROOT

ARTICLES = [path.with_suffix(".html").as_posix() for path in articles.find(ROOT)]


@pytest.mark.parametrize("path", ["index.html", *ARTICLES])
def test_a_page_loads_without_an_error_and_asks_no_other_host(reader, path):
    page, watched = reader(path)
    page.wait_for_load_state("networkidle")
    assert watched.errors == []
    assert watched.outside == []
    assert page.locator("h1").count() == 1
