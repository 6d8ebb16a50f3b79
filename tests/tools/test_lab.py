"""JupyterLab as `make lab` starts it: what it opens, what it lists, and how its kernels compute."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from tools import articles, commands, kernel, lab, options
from tools.workspace import ROOT

TOKEN = "secret"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a JupyterLab that `make lab` started, with a port and a token of ours."""
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    further = ["--no-browser", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    command = [sys.executable, "-m", "tools.commands", "lab", *further]
    variables = {**os.environ, "HOME": str(home), "JUPYTER_RUNTIME_DIR": str(home / "runtime")}
    log = home / "log.txt"
    with (
        open(log, "w") as file,
        subprocess.Popen(command, cwd=ROOT, env=variables, stdout=file, stderr=file) as process,
    ):
        while not answers(port):
            assert process.poll() is None, log.read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def answers(port):
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def ask(address):
    request = urllib.request.Request(address, headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.geturl(), answer.read().decode()


def test_it_opens_the_readme(server):
    address, _ = ask(server + "/")
    assert address == f"{server}/lab/tree/README.md"


def test_markdown_opens_as_a_page(server):
    _, text = ask(f"{server}/lab/api/settings/@jupyterlab/docmanager-extension:plugin")
    viewers = json.loads(text)["schema"]["properties"]["defaultViewers"]["default"]
    assert viewers == {"markdown": "Markdown Preview"}


@pytest.mark.parametrize(
    "plugin, setting, value",
    [
        ("filebrowser-extension:browser", "showLastModifiedColumn", False),
        ("apputils-extension:notification", "fetchNews", "false"),
    ],
)
def test_names_have_room_and_nothing_is_asked(server, plugin, setting, value):
    _, text = ask(f"{server}/lab/api/settings/@jupyterlab/{plugin}")
    assert json.loads(text)["schema"]["properties"][setting]["default"] == value


def test_the_list_holds_what_a_reader_needs(server):
    (ROOT / "build").mkdir(exist_ok=True)
    _, text = ask(f"{server}/api/contents/")
    listed = {entry["name"] for entry in json.loads(text)["content"]}
    folders = {article.parts[0] for article in articles.find(ROOT)}
    assert folders | {"utils", "README.md"} <= listed
    assert not listed & {"build", "tests", "tools", "ilearndeeplearning.egg-info"}
    _, text = ask(f"{server}/api/contents/utils")
    assert "__pycache__" not in text


def test_the_page_names_each_article_before_anything_else():
    opening = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## ")[0]
    linked = re.findall(r"\]\(([^)]+\.ipynb)\)", opening)
    assert linked == [article.as_posix() for article in articles.find(ROOT)]


@pytest.fixture
def started(monkeypatch):
    """What JupyterLab is started with, and the variables that it then finds."""
    from jupyterlab.labapp import LabApp

    words = []
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(LabApp, "launch_instance", words.extend)
    return words


def test_what_follows_goes_to_jupyterlab_and_comes_last(started):
    wish = ["--port", "9000", "--no-browser", "--LabApp.default_url=/lab"]
    assert commands.main(["lab", "--article", "numpy_neural", *wish]) == 0
    assert started[-4:] == wish
    assert started[0].endswith("/03_numpy_neural_net/numpy_neural_net.ipynb")


@pytest.mark.parametrize("user, said", [(0, ["--allow-root"]), (1000, [])])
def test_root_is_allowed(user, said, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    assert lab.as_root() == said


def test_kernels_compute_as_in_a_run(started):
    commands.main(["lab"])
    threads = {name: value for name, value in kernel.SETTINGS.items() if "THREADS" in name}
    assert len(threads) == 4 and threads.items() <= os.environ.items()


def test_settings_of_ones_own_are_kept(started, monkeypatch):
    os.environ["JUPYTER_CONFIG_PATH"] = "/mine"
    commands.main(["lab"])
    assert os.environ["JUPYTER_CONFIG_PATH"] == f"{lab.SETTINGS}{os.pathsep}/mine"


@pytest.mark.parametrize("command", ["run", "accept", "test", "lock"])
def test_other_commands_take_no_further_words(command, capsys):
    with pytest.raises(SystemExit):
        options.parse([command, "--port", "9000"])
    assert f"{command} does not know --port" in capsys.readouterr().err
