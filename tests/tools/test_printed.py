"""The page that is printed, from a small EPUB of two articles."""

import re

import pytest

from tools import printed

HEAD = '<html xmlns="http://www.w3.org/1999/xhtml"><body>'
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML" {}alttext="{}"><mi>x</mi></math>'
CONTENTS = f"""{HEAD}<section><h1>All</h1><p>What it is.</p>
<div class="toctree-wrapper compound"><p class="caption"><span>Part one</span></p>
<ul><li><a href="../../01_p/a.xhtml">A</a>
<ul><li><a href="../../01_p/a.xhtml#s">S</a></li></ul></li>
<li><a href="../../01_p/b.xhtml">B</a></li></ul></div></section></body></html>"""
A = f"""{HEAD}<section class="x" id="top"><h1>A &amp; one</h1><p>{MATH.format("", "x &lt; 1")} so
<a href="b.xhtml#s">B</a>, <a href="#s">here</a>, <a href="https://x.org">there</a></p>
<section id="s"><h2>S</h2><div>{MATH.format('display="block" ', "y")}</div>
<pre><span></span><span class="n">a</span> <span class="c1"># b</span>
<span class="k">def</span></pre><img alt="I" src="../_images/i.png"/>
<details><summary>Solution</summary><p>1</p></details></section></section></body></html>"""
B = f'{HEAD}<section id="t"><h1>B</h1><section id="s"><h2>S</h2></section></section></body></html>'


@pytest.fixture
def page(tmp_path, monkeypatch):
    files = {"docs/book/contents.xhtml": CONTENTS, "01_p/a.xhtml": A, "01_p/b.xhtml": B}
    for name, text in files.items():
        (tmp_path / "epub" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "epub" / name).write_text(text)
    for font in (*printed.FONTS, printed.MATH_FONT, "mathjax"):
        (tmp_path / font).mkdir(parents=True)
    monkeypatch.setattr(printed, "BUILD", tmp_path)
    monkeypatch.setattr(printed.npm, "package", lambda name: tmp_path / name)
    return printed.page(tmp_path / "epub", tmp_path / "print").read_text()


def test_parts_and_articles_stand_in_order(page):
    found = re.findall(r"<(h\d)>(.*?)</", page.partition("<nav")[2])
    wanted = [("h1", "Contents"), ("h1", "Part one"), ("h2", "A &amp; one"), ("h3", "S")]
    assert found == [*wanted, ("h2", "B"), ("h3", "S")]
    assert '<a href="#a">A &amp; one</a>' in page and "<p>What it is.</p>" in page


def test_ids_and_links_are_those_of_the_page(page):
    ids = re.findall(r' id="([^"]+)"', page)
    assert ids == ["a", "a--s", "b", "b--s"]
    links = re.findall(r'<a href="([^"]+)"', page.partition("</nav>")[2])
    assert links == ["#b--s", "#a--s", "https://x.org"]


def test_formulas_are_what_mathjax_looks_for(page):
    assert r'<span class="math">\(x &lt; 1\)</span> so' in page
    assert r'<div><span class="math">\[y\]</span></div>' in page
    assert "<mi>" not in page


def test_code_has_marks_on_comments_only(page):
    assert '<pre>a <em class="comment"># b</em>\ndef</pre>' in page


def test_solutions_are_open_and_pictures_found(page):
    assert '<div class="details"><p class="summary">Solution</p>' in page
    assert '<img alt="I" src="/epub/_images/i.png">' in page


def test_each_article_has_its_running_title(page):
    assert '@page a { @top-left { content: "A \\26  one"; } }' in page


def test_a_link_that_leaves_the_book_is_an_error():
    with pytest.raises(ValueError, match="c.xhtml, which is not in the book"):
        printed.address("c.xhtml#s", "01_p/a.xhtml", {"01_p/a.xhtml"})
