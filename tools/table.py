"""A table of plain text."""


def table(heading: list[str], rows: list[list[str]], align: str) -> str:
    """Columns as wide as their longest entry; `align` holds < or > for each."""
    widths = [max(map(len, column)) for column in zip(heading, *rows)]
    lines = [heading, ["-" * width for width in widths], *rows]
    return "\n".join(line_of(line, widths, align) for line in lines)


def line_of(entries: list[str], widths: list[int], align: str) -> str:
    cells = (f"{text:{side}{width}}" for text, side, width in zip(entries, align, widths))
    return "  ".join(cells).rstrip()
