"""Runs the cells of a notebook in the reader's browser, one after the other, as Jupyter would.

No part of Jupyter is needed. An output has the form that notebooks store, so that what a browser
gives can be compared with what stands in the file.
"""

import ast
import base64
import io
import json
import linecache
import logging
import os
import runpy
import sys
import traceback
import types
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import keras_needed

PROJECT = Path("/project")
COLLECTIONS = "01_mysteries_of_neural_networks", "02_data_science_toolkit"
NAMES = {"PIL": "pillow", "sklearn": "scikit-learn"}  # of what is imported -> of its package
# What a browser cannot have, or has no use for: bars need a kernel of Jupyter's.
WITHOUT = {"IPython", "keras", "tensorflow", "torch", "jax", "tqdm"}
HARMLESS = (".* is non-interactive", ".*joblib will operate in serial mode")


class Cells:
    """One notebook's namespace, and what was shown by the cell that runs."""

    def __init__(self):
        self.module = types.ModuleType("__main__")
        self.count, self.outputs, self.tell = 0, [], None
        self.keras = keras_needed.Names()

    def show(self, output):
        """Keep an output, and send it to the page at once."""
        last = self.outputs[-1] if self.outputs else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            self.outputs.append(dict(output))
        if self.tell:
            self.tell(json.dumps(output))

    def execute(self, source):
        self.count += 1
        name = f"<In [{self.count}]>"
        linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
        tree = ast.parse(source, name)
        value, last = None, tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr):
            tree.body.pop()
        exec(compile(tree, name, "exec"), vars(self.module))
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), name, "eval"), vars(self.module))
        if value is not None and not source.rstrip().endswith(";"):
            result = {"execution_count": self.count, "output_type": "execute_result"}
            self.show({**result, **content(value)})


here = Cells()


def begin(article):
    """Makes the folders of the project around the library, and works beside the notebook."""
    for collection in COLLECTIONS:
        (PROJECT / collection).mkdir(exist_ok=True)
    folder = PROJECT / article
    folder.mkdir(exist_ok=True)
    os.chdir(folder)
    os.environ.update(MPLBACKEND="agg", TQDM_DISABLE="1")
    sys.modules["__main__"] = here.module
    sys.modules["IPython"], sys.modules["IPython.display"] = ipython()
    # It says that it builds a list of the fonts, which it does once in every browser.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    for message in HARMLESS:
        warnings.filterwarnings("ignore", message)


def packages(source):
    """A JSON list of the packages that a cell imports, by itself and through `utils`."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return "[]"
    first_cell = runpy.run_path(str(PROJECT / "tools" / "first_cell.py"))
    found = first_cell["packages"](PROJECT, [tree])
    found += ["pandas"] if "as_frame" in source else []  # scikit-learn's tables are made of it
    wanted = [name for name in found if name not in WITHOUT and name not in sys.modules]
    return json.dumps([NAMES.get(name, name) for name in wanted])


def run(source, tell=None):
    """Runs a cell; JSON of whether it needs Keras, in which case it is left out, and its outputs.

    tell: called with the JSON of each output, or of each line of a text, as soon as it is there.
    """
    here.outputs, here.tell = [], tell
    if here.keras.needed(source):
        return json.dumps({"keras": True, "outputs": []})
    streams = Stream("stdout"), Stream("stderr")
    try:
        with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
            here.execute(source)
            show_figures()
    except BaseException as error:
        for stream in streams:
            stream.end()
        here.show(told(error))
    for stream in streams:
        stream.end()
    return json.dumps({"keras": False, "outputs": here.outputs})


class Stream(io.TextIOBase):
    """A text that is shown line by line."""

    def __init__(self, name):
        self.name, self.rest = name, ""

    def write(self, text):
        *lines, self.rest = (self.rest + text).split("\n")
        if lines:
            self._show("\n".join([*lines, ""]))
        return len(text)

    def end(self):
        self._show(self.rest)
        self.rest = ""

    def _show(self, text):
        if text:
            here.show({"output_type": "stream", "name": self.name, "text": text})


def content(value):
    """What Jupyter keeps of a value: its forms by their kind."""
    data = {"text/plain": repr(value)}
    for kind, method in ("text/html", "_repr_html_"), ("image/png", "_repr_png_"):
        if hasattr(value, method):
            found = getattr(value, method)()
            data[kind] = base64.b64encode(found).decode() if isinstance(found, bytes) else found
    if hasattr(value, "_repr_mimebundle_"):
        data |= value._repr_mimebundle_()
    return {"data": data, "metadata": {}}


def told(error):
    """An error as a notebook stores it, with the reader's own lines."""
    if hasattr(error, "_render_traceback_"):
        lines = error._render_traceback_()
    else:
        ours = error.__traceback__
        while ours and ours.tb_frame.f_code.co_filename in (__file__, "<frozen runpy>"):
            ours = ours.tb_next
        lines = traceback.format_exception(error.with_traceback(ours))
    kind = {"output_type": "error", "ename": type(error).__name__, "evalue": str(error)}
    return {**kind, "traceback": lines}


def show_figures():
    """The figures that a cell left open in pyplot."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    for number in pyplot.get_fignums() if pyplot else ():
        data = io.BytesIO()
        pyplot.figure(number).savefig(data, format="png", dpi=100, bbox_inches="tight")
        display(Shown("image/png", data.getvalue(), repr(pyplot.figure(number))))
        pyplot.close(number)


class Shown:
    """What IPython.display calls Image, HTML and Markdown: content of one kind."""

    def __init__(self, kind, data, words=""):
        self.kind, self.data, self.words = kind, data, words or f"<{kind}>"

    def __repr__(self):
        return self.words

    def _repr_mimebundle_(self, include=None, exclude=None):
        binary = isinstance(self.data, bytes)
        return {self.kind: base64.b64encode(self.data).decode() if binary else self.data}


def image(data=None, filename=None, **_):
    data = Path(filename).read_bytes() if filename else data
    return Shown("image/gif" if data[:3] == b"GIF" else "image/png", data)


def display(*values, **_):
    for value in values:
        here.show({"output_type": "display_data", **content(value)})


def ipython():
    """(IPython, IPython.display) as far as a notebook's reader is likely to ask."""
    package, module = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    module.display, module.Image, module.clear_output = display, image, lambda wait=False: None
    module.HTML = lambda data: Shown("text/html", data)
    module.Markdown = lambda data: Shown("text/plain", data, data)
    package.display, package.get_ipython = module, lambda: None
    package.version_info = (8, 24, 0)  # newer Matplotlibs ask, and leave this one alone
    return package, module
