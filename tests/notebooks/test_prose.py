"""How a notebook reads: sections, headings, formulas, words, and the balance of prose and code.

Each rule takes an article and yields what breaks it; BROKEN holds, for each, notebooks that do.
"""

import re
from statistics import median

from nbformat.v4 import new_code_cell

from tools.notebook import CODE_BLOCK, DISPLAY_MATH, INLINE_CODE, prose

SECTIONS = ("what you will build", "what we learned", "exercises", "for teachers", "references")
HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$", re.MULTILINE)
QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”')
FORBIDDEN = re.compile(
    r"\b(?:simply|just|obviously|powerful|magic(?:al|ally)?|div(?:e|es|ing)|TODO|FIXME)\b|!",
    re.IGNORECASE,
)
BARE_MATH = re.compile(r"\\begin\{(?:align|equation|gather|eqnarray)[a-z]*\*?\}|\\\[|\\\(")
PHONE = 42  # letters
WORD = re.compile(r"[^\W\d_][^\W\d]*")


def sections(article):
    """The sections that every notebook has, in their order."""
    titles = " / ".join(title.lower() for _, title in headings(article))
    places = [titles.find(section) for section in SECTIONS]
    yield from (f"no section {s!r}" for s, place in zip(SECTIONS, places, strict=True) if place < 0)
    if places != sorted(places):
        yield f"the order is {titles}"


def heading_levels(article):
    """One title, in the first cell; no level is left out on the way down."""
    levels = [level for level, _ in headings(article)]
    if not article.nb.cells[0].source.startswith("# ") or levels.count(1) != 1:
        yield "expected one title, at the start of the first cell"
    for above, (level, title) in zip(levels, headings(article)[1:], strict=False):
        if level > above + 1:
            yield f"{title!r} is of level {level} under level {above}"


def display_math(article):
    r"""GitHub shows $$ ... $$; outside of it \begin{align} and \[ stay raw."""
    for source in article.markdown:
        source = INLINE_CODE.sub("", CODE_BLOCK.sub("", source))
        if source.count("$$") % 2:
            yield f"an odd number of $$ in {source[:40]!r}"
        yield from BARE_MATH.findall(DISPLAY_MATH.sub("", source))


def fits_a_phone(article):
    """No line of a displayed formula is broader than a phone, about PHONE letters."""
    for source in article.markdown:
        for display in DISPLAY_MATH.findall(CODE_BLOCK.sub("", source)):
            lines = (line for line in re.split(r"\\\\(?=\s)", display) if breadth(line) > PHONE)
            yield from (f"{breadth(line)} letters in {line.strip()[:60]!r}" for line in lines)


def breadth(tex):
    """About how many letters broad a line of a formula is."""
    tex = re.sub(r"\\(?:begin|end)\{\w+\}|\\(?:left|right|[bB]ig[lr]?)\b|\\[,;!]|[&$]", "", tex)
    tex = re.sub(r"\\q?quad", "---", tex)
    tex = re.sub(r"\\(?:text|mathrm|mathbf|mathcal|operatorname)\{([^{}]*)\}", r"\1", tex)
    for _ in range(4):  # from the inside outwards
        tex = re.sub(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}", _broader, tex)
        tex = re.sub(r"\\(?!frac)[a-zA-Z]+\{([^{}]*)\}", r"\1", tex)
        tex = re.sub(r"[_^]\{([^{}]*)\}", lambda m: "." * round(0.7 * breadth(m[1])), tex)
    tex = re.sub(r"\\(?:log|exp|sin|cos|tanh|max|min|lim)\b", "...", tex)
    return len(re.sub(r"[{}_^\s]", "", re.sub(r"\\[a-zA-Z]+", ".", tex)))


def _broader(fraction):
    return max(fraction.groups(), key=breadth)


def plain_words(article):
    """None of the words that VOICE forbids; titles in quotation marks may hold them."""
    comments = (comment for cell in article.code for comment in re.findall("#.*", cell.source))
    texts = [prose(QUOTED.sub("", source)) for source in article.markdown]
    for text in texts:
        yield from (f"{hit.group()!r} in {text[:60]!r}" for hit in FORBIDDEN.finditer(text))
    for comment in comments:
        yield from (f"{word!r} in {comment!r}" for word in re.findall("TODO|FIXME", comment))


def short_cells(article):
    """The median code cell has at most 5 lines, none more than 25."""
    lengths = [len(list(code_lines(cell))) for cell in article.code]
    if median(lengths) > 5:
        yield f"the median cell has {median(lengths)} lines"
    yield from (
        f"{length} lines in {cell.source[:40]!r}"
        for length, cell in zip(lengths, article.code, strict=True)
        if length > 25
    )


def more_prose_than_code(article):
    """At least as many words of prose as of code."""
    said = sum(len(WORD.findall(prose(source))) for source in article.markdown)
    coded = sum(len(WORD.findall(line)) for cell in article.code for line in code_lines(cell))
    if said < coded:
        yield f"{said} words of prose, {coded} of code"


def headings(article):
    """(level, title) of every heading; a comment in a code block is none."""
    sources = (CODE_BLOCK.sub("", source) for source in article.markdown)
    return [(len(m[1]), m[2]) for source in sources for m in HEADING.finditer(source)]


def code_lines(cell):
    """Lines that hold code: blank lines and comments cost the reader nothing."""
    lines = (line.strip() for line in cell.source.splitlines())
    return (line for line in lines if line and not line.startswith("#"))


def says(text, place=1):
    """Adds text to the Markdown cell at this place."""

    def change(article):
        article.nb.cells[place].source += "\n\n" + text

    return change


def retitle(old, new):
    def change(article):
        for cell in article.nb.cells:
            cell.source = cell.source.replace(old, new)

    return change


def code(*sources):
    return lambda article: article.nb.cells.extend(map(new_code_cell, sources))


BROKEN = {
    sections: [
        *(retitle(f"## {title}", "## More") for title in ("What you will", "References")),
        lambda article: article.nb.cells.reverse(),
    ],
    heading_levels: [retitle("# Draw", "Draw"), says("# Again"), says("#### Deep")],
    display_math: [
        says(r"\begin{align} y &= x \end{align}"),
        says(r"$\begin{align*} y &= x \end{align*}$"),
        says(r"\[ y = x \]"),
        says("$$ y = x"),
    ],
    fits_a_phone: [
        says("$$y = x + " + "x + " * 20 + "1$$"),
        says(r"$$\begin{aligned} y &= 1 \\ z &= x" + " + x" * 20 + r" \end{aligned}$$"),
        says(r"$$y = \frac{1}{x" + " + x" * 22 + "}$$"),
    ],
    plain_words: [
        says("It is simply a line."),
        says("Just a [line](just.html)."),
        says("**Powerful** lines."),
        says("We dive in."),
        says("A line!"),
        says("TODO more"),
        code("1  # TODO"),
    ],
    short_cells: [code("1\n" * 26), code(*["1\n" * 6] * 20)],
    more_prose_than_code: [code("line = line\n" * 200)],
}
FINE = [
    (plain_words, says('["Let us just dive in!"](https://host/just-dive): $n!$, `a != b`.')),
    (plain_words, says("```python\njust = 'just!'\n```")),
    (heading_levels, says("```python\n# a comment\n```")),
    (display_math, says(r"$$\begin{align} y &= x \end{align}$$ and `\[`")),
    (fits_a_phone, says(r"$$\begin{aligned} y &= x" + r" + x \\ y &= x" * 20 + r"\end{aligned}$$")),
    (
        fits_a_phone,
        says(r"$$y = \frac{x + x + x + x + x + x}{x + x + x + x + x + x + x + x}$$"),
    ),
    (short_cells, code("# why\n\n" * 40)),
]


def test_notebook(rule, article):
    assert not list(rule(article)), rule.__doc__


def test_good_notebook(rule, good):
    assert not list(rule(good))


def test_rule_can_fail(rule, damage, good):
    damage(good)
    assert list(rule(good))


def test_rule_allows(rule, change, good):
    change(good)
    assert not list(rule(good))
