"""The ledger of claims: every number in a notebook's prose is one that its own section shows.

Each rule takes an article and yields what breaks it; BROKEN holds, for each, notebooks that do.
"""

import re
from typing import NamedTuple

from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tools.notebook import (
    CODE_BLOCK,
    DISPLAY_MATH,
    INLINE_CODE,
    INLINE_MATH,
    printed,
    prose,
    tags,
)  # fmt: skip

DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?"
CLAIM = re.compile(rf"(?<![\w.,/^-])({DIGITS})(?![\w/])(\s?%|\s(?:per ?cent|percentage points))?")
SHOWN = re.compile(rf"(?<![A-Za-z_\d.])({DIGITS})")
REFERENCE = re.compile(r"\b(?:[Ss]ections?|[Ee]xercises?) \d+(?:(?:,| to| and| or) \d+)*")
NO_CLAIM = re.compile(
    rf"^#.*|^\s*\d+\. |!\[.*?\]|{REFERENCE.pattern}"
    r"|\b(?:Keras|NumPy|TensorFlow|Python) \d[\d.]*\d|\b\d+(?:-bit| bits)\b",
    re.MULTILINE,
)  # headings, places in lists, alt texts, versions, precisions
NAMED = re.compile(r"\b(?:1[5-9]|20)\d\d\b|\]\(https?:")  # a year, or a link out of the project
SENTENCE = re.compile(r"(?<=[.?:;])\s+(?=[A-Z*`$\[(])|\n\n|\n(?=[-|#>])")
BENCHMARKS = "benchmarks/results.md"
HEADING = re.compile(r"^##? (.*)$", re.MULTILINE)
# Where a number is said, and the section whose cells show it: article, section, number, section.
SADDLE = "9. The saddle that made adaptive methods famous"
ELSEWHERE = {
    ("optimizers", "Race ten optimizers down the same hills", "45"): SADDLE,
    ("optimizers", "6. A step of its own for each weight", "45"): SADDLE,
    ("optimizers", "What we learned", "45"): SADDLE,
    ("mathematics_of_cnn", "What we learned", "1,011"):
        "4. Padding, stride, dilation, and the size of the output",
    ("mathematics_of_cnn", "What we learned", "512"): "12. What an output has seen",
    ("numpy_convolutional_neural_net", "9. The test", "99.0"):
        "8. Choosing the settings, without the test",
    ("numpy_convolutional_neural_net", "What we learned", "99"): "9. The test",
    ("animated_graphs", "2. A function of $k$", "61"): "5. Save, and what it costs",
    ("animated_graphs", "3. A scene", "61"): "5. Save, and what it costs",
    ("animated_graphs", "3. A scene", "15"): "5. Save, and what it costs",
    ("animated_graphs", "What we learned", "2.5"): "7. How fast do neighbours part?",
}  # fmt: skip


class Section(NamedTuple):
    title: str
    texts: list[str]
    cells: list


def claims(article):
    """A number in prose is, after rounding, one that the cells of its section print, or that they,
    the formulas, the exercises or the parameters define, or that the page of benchmarks says where
    the section names it; or else its sentence names a source."""
    found = sections(article)
    always = {value for cell in article.code if "parameters" in tags(cell) for value in shown(cell)}
    for section in found:
        known = always | values(section)
        if BENCHMARKS in "".join(section.texts):
            known |= read((article.root / BENCHMARKS).read_text(encoding="utf-8"))
        for sentence, number, share in said(section):
            place = ELSEWHERE.get((article.path.stem, section.title, number))
            there = {v for s in found if s.title == place for v in values(s)}
            if not matches(number, share, there if place else known):
                yield f"{number} in {section.title!r}: {' '.join(sentence.split())[:80]!r}"


def references(article):
    """A section or an exercise that the text speaks of by number is there."""
    for kind, level in (("section", "##"), ("exercise", "###")):
        text = "\n".join(CODE_BLOCK.sub("", source) for source in article.markdown)
        there = set(re.findall(rf"^{level} (\d+)\.", text, re.MULTILINE))
        for hit in REFERENCE.finditer(text):
            if hit[0].lower().startswith(kind):
                yield from (f"there is no {kind} {n}" for n in re.findall(r"\d+", hit[0])
                            if n not in there)  # fmt: skip


def sections(article):
    """The notebook cut at its headings of the first and second level."""
    found = [Section("", [], [])]
    for cell in article.nb.cells:
        if cell.cell_type == "code":
            found[-1].cells.append(cell)
            continue
        before, *rest = HEADING.split(cell.source)
        found[-1].texts.append(before)
        found += [Section(title, [text], []) for title, text in zip(rest[::2], rest[1::2])]
    return found


def said(section):
    """(sentence, number, percent sign or "") of each claim."""
    for text in section.texts:
        for sentence in SENTENCE.split(text):
            if NAMED.search(sentence):
                continue
            if section.title == "For teachers" and "minutes" in sentence:
                continue  # how long a lesson takes is the teacher's plan
            plain = prose(NO_CLAIM.sub(" ", sentence))
            for number, share in CLAIM.findall(plain):
                yield sentence, number, share


def values(section):
    """Every number that a section prints, computes with, or writes in a formula."""
    text = "\n".join(section.texts)
    parts = (CODE_BLOCK, DISPLAY_MATH, INLINE_CODE, INLINE_MATH)
    defined = " ".join(hit for part in parts for hit in part.findall(text))
    return {v for cell in section.cells for v in shown(cell)} | read(defined)


def shown(cell):
    return read(cell.source) | read(printed(cell))


def read(text):
    """The numbers of a text, without their signs."""
    return {float(number.replace(",", "")) for number in SHOWN.findall(text.replace("_", ""))}


def matches(number, share, known):
    """Whether a known number, as a share or a percentage, rounds to this one."""
    value = float(number.replace(",", ""))
    digits = len(number.partition(".")[2])
    room = 0.5 * 10.0**-digits * (1 + 1e-9)
    scales = (1, 100) if share else (1,)
    return any(abs(scale * one - value) <= room for one in known for scale in scales)


def section(text, source="1", output=""):
    """Adds a section of one text and one cell before the summary."""

    def change(article):
        at = next(i for i, c in enumerate(article.nb.cells) if "What we learned" in c.source)
        cell = new_code_cell(source, outputs=[new_output("stream", text=output)])
        article.nb.cells[at:at] = [new_markdown_cell(f"## 1. Lines\n\n{text}"), cell]

    return change


def summary(text):
    """Says it in a section that prints nothing, after one that prints 0.974."""

    def change(article):
        section("A line.", output="0.974")(article)
        next(c for c in article.nb.cells if "What we learned" in c.source).source += f"\n\n{text}"

    return change


BROKEN = {
    claims: [
        section("It rises by 3.7 metres.", output="3.6"),
        section("It rises by 3.70 metres.", output="3.7123"),
        section("97.3 % are right.", output="0.974"),
        section("It is 97.4 metres long.", output="0.974"),
        section("After 2,900 updates it ends.", output="290 updates"),
        section("It rises.\n\n- by 12 in a list", output="13"),
        summary("97.4 % are right."),
        section("`benchmarks/results.md` says 17.6 ms."),
    ],
    references: [
        section("Section 7 says why."),
        section("See sections 1 and 7."),
        section("Exercise 8 asks it."),
    ],
}
FINE = [
    (claims, section("It rises by 3.7 metres.", output="3.7123")),
    (claims, section("97.4 % are right.", output="share 0.9741")),
    (claims, section("After 2,900 updates it ends.", source="UPDATES = 2_900")),
    (claims, section("A line of 7 to 9 metres.", source="a = [7, 9]")),
    (claims, section("$x = 12$ and `y = 13` make 12 and 13.")),
    (claims, section("Ten points make 10.")),  # a parameter
    (claims, section("Smith (1998) counts 14 of them.")),
    (claims, section("[The article](https://host/it) counts 14 of them.")),
    (claims, section("`benchmarks/results.md` says 17.5 ms.")),
    (references, section("Section 1 says it, and so does exercise 3.")),
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


def test_a_number_of_another_section_is_looked_up_there(good, monkeypatch):
    summary("97.4 % are right.")(good)
    entry = ("small", "What we learned", "97.4")
    monkeypatch.setitem(ELSEWHERE, entry, "1. Lines")
    assert not list(claims(good))
    monkeypatch.setitem(ELSEWHERE, entry, "What you will build")
    assert list(claims(good))
