"""What counts as equal between a stored output and a browser's, on outputs that are made up."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from tools import cells
from utils import plots

STREAM = {"output_type": "stream", "name": "stdout", "text": "loss 0.241\n"}
VALUE = {"output_type": "execute_result", "execution_count": 1, "metadata": {},
         "data": {"text/plain": "(61, 3)"}}  # fmt: skip


def judged(stored, made, tags=(), keras=False, folder=None):
    """The verdict on one cell with these outputs, there and here."""
    cell = new_code_cell("x", outputs=[nbformat.from_dict(each) for each in stored])
    cell.metadata.tags = list(tags)
    verdict = cells.Verdict()
    cells.count(verdict, "In [1]", cell, {"keras": keras, "outputs": made}, folder)
    return verdict


def shown(html, plain="facts"):
    data = {"text/html": html, "text/plain": plain}
    return dict(new_output("execute_result", data=data, execution_count=1))


@pytest.fixture(scope="module")
def pictures():
    """Two pictures, of which only a word inside differs, and the folder they are saved in."""
    return [plots.curves([0, 1], {name: [1, 2]}, "x", "y", "Title") for name in ("one", "two")]


@pytest.mark.parametrize("outputs, equal, silent", [([STREAM], 1, 0), ([VALUE], 1, 0), ([], 0, 1)])
def test_equal_outputs(outputs, equal, silent):
    verdict = judged(outputs, outputs)
    assert (verdict.equal, verdict.silent, verdict.different) == (equal, silent, [])


@pytest.mark.parametrize(
    "made, said",
    [
        ([{**STREAM, "text": "loss 0.242\n"}], "was 'loss 0.241', is now 'loss 0.242'"),
        ([], "stored outputs are ['stdout'], the browser has []"),
        ([STREAM, {**STREAM, "name": "stderr"}], "the browser has"),
        ([{"output_type": "error", "ename": "E", "evalue": "e", "traceback": []}], "E: e"),
    ],
)
def test_a_difference_is_told(made, said):
    verdict = judged([STREAM], made)
    assert verdict.equal == 0 and len(verdict.different) == 1
    assert verdict.different[0].startswith("In [1]: ") and said in verdict.different[0]


def test_chunks_of_a_text_are_one():
    assert judged([STREAM], [{**STREAM, "text": "loss "}, {**STREAM, "text": "0.241\n"}]).equal == 1


def test_a_time_is_not_compared_but_an_error_is():
    other = [{**STREAM, "text": "12 ms\n"}]
    assert judged([STREAM], other, tags=["measured"]).measured == 1
    error = [{"output_type": "error", "ename": "E", "evalue": "e", "traceback": []}]
    assert judged([STREAM], error, tags=["measured"]).different


def test_cells_that_need_keras_are_counted():
    assert judged([STREAM], [], keras=True).keras == 1


def test_a_picture_in_a_file_is_compared_with_one_in_the_page(pictures, tmp_path):
    one, two = pictures
    inside = [shown(each._repr_mimebundle_()["text/html"]) for each in pictures]
    stored = [shown(inside[0]["data"]["text/html"].replace(address(inside[0]), "one.png"))]
    one.save(tmp_path / "one.png")
    assert judged(stored, [inside[0]], folder=tmp_path).equal == 1
    two.save(tmp_path / "one.png")
    assert "facts and words" in judged(stored, [inside[0]], folder=tmp_path).different[0]


def address(output):
    return cells.SOURCE.search(output["data"]["text/html"])[1]


def test_sizes_of_files_are_left_out():
    stored, made = (shown("<p>", f"film.gif (4 frames, under {n} kB). Loss 2") for n in (70, 80))
    assert judged([stored], [made]).equal == 1
    assert judged([stored], [shown("<p>", made["data"]["text/plain"] + "0")]).different


def test_only_what_was_equal_is_kept():
    assert "different" not in judged([STREAM], [STREAM]).counts()
    assert judged([STREAM], []).counts() is None


@pytest.mark.parametrize("words, equal", [(["x", "a b", "10"], 1), (["x", "a", "c"], 0)])
def test_line_ends_and_numbers_beside_axes_are_layout(words, equal, monkeypatch, pictures):
    shown_here = [("facts", ["x", "a", "b", "1", "2.5", "−3"]), ("facts", words)]
    monkeypatch.setattr(cells.picture, "read", lambda file: shown_here.pop(0))
    html = shown(pictures[0]._repr_mimebundle_()["text/html"])
    assert judged([html], [html]).equal == equal
