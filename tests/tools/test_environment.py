"""An environment is used only when it holds what is asked for, and mended when it does not."""

import sys

import pytest

from tools import Problem, environment, packages

NETWORK_ERRORS = [
    "error: tcp connect error\n  dns error: failed to lookup address information",
    "WARNING: Retrying after connection broken by 'NewConnectionError(...)'",
    "curl: Temporary failure in name resolution",
    "Network is unreachable",
]


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A project of three small files; an environment seems to hold Python 3.11 once it is made."""
    for name in packages.INPUTS:
        (tmp_path / name).write_text(f"{name}\n-e .[all]\n")
    monkeypatch.setattr(packages, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(
        environment, "version_of", lambda place: "3.11" if (place / "made").exists() else None
    )
    return tmp_path


@pytest.fixture
def installer(root, monkeypatch):
    """Records the commands instead of running them; at one that contains `at` it raises `error`."""

    class Installer:
        commands, at, error = [], None, None

        def __call__(self, command, place):
            self.commands.append(" ".join(map(str, command)))
            if self.at and self.at in self.commands[-1]:
                raise self.error
            if "-m venv" in self.commands[-1]:
                (place / "made").touch()

    installer = Installer()
    installer.commands = []
    monkeypatch.setattr(environment, "call", installer)
    return installer


def test_the_second_time_nothing_is_installed(installer):
    python = environment.ensure()
    assert ".venv" in python
    venv, uv, everything = installer.commands
    assert "-m venv" in venv
    assert "-c constraints.txt uv" in uv
    assert everything.endswith("-e .[keras,notebooks,lab] -c constraints.txt")
    assert environment.ensure() == python
    assert len(installer.commands) == 3


def test_a_reader_is_told_the_size_before_anything_is_fetched(installer, capsys):
    environment.ensure()
    assert capsys.readouterr().out == f"Setting up .venv: {environment.SIZES[False]}.\n"
    environment.ensure(tests=True)
    assert capsys.readouterr().out == "Bringing .venv up to date.\n"


@pytest.mark.parametrize("wish", ["locked", "oldest"])
def test_what_is_installed_for_tests_serves_readers_too(wish, root, installer):
    """Two commands must not install over each other's environment for ever."""
    for tests, installations in [(False, 1), (True, 2), (False, 2), (True, 2)]:
        environment.ensure(wish, tests)
        last = [command for command in installer.commands if "-e .[" in command]
        assert len(last) == installations
    assert ",test]" not in last[0] and ",test]" in last[1]


def test_an_environment_for_tests_stays_one_when_its_inputs_change(root, installer):
    environment.ensure(tests=True)
    (root / "pyproject.toml").write_text("more")
    environment.ensure()
    assert ",test]" in installer.commands[-1]
    assert environment.is_ready(root / ".venv", "locked", tests=True)


@pytest.mark.parametrize("name", packages.INPUTS)
def test_a_changed_input_is_installed_again_in_place(name, root, installer):
    environment.ensure()
    (root / name).write_text("-e .[more]\n")
    environment.ensure()
    assert [("-m venv" in command) for command in installer.commands].count(True) == 1
    assert len(installer.commands) == 5


def test_the_stamp_holds_for_one_place_and_one_python(root, installer, monkeypatch):
    environment.ensure()
    place = root / ".venv"
    assert environment.is_ready(place, "locked", tests=False)
    monkeypatch.setattr(environment, "version_of", lambda place: "3.12")
    assert not environment.is_ready(place, "locked", tests=False)
    monkeypatch.undo()
    assert packages.fingerprint("locked", "3.11") != packages.fingerprint("oldest", "3.11")


def test_latest_is_asked_for_every_time(installer):
    environment.ensure("latest")
    count = len(installer.commands)
    environment.ensure("latest")
    assert len(installer.commands) > count


@pytest.mark.parametrize("at", ["-m venv", "install --quiet", "-e .[keras"])
def test_after_an_interruption_it_starts_anew(at, root, installer):
    installer.at, installer.error = at, KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        environment.ensure()
    assert (root / ".venv" / environment.UNFINISHED).exists()
    (root / ".venv" / "half").touch()
    installer.at = None
    environment.ensure()
    assert not (root / ".venv" / "half").exists()
    assert environment.is_ready(root / ".venv", "locked", tests=False)


def test_a_folder_that_is_no_environment_is_not_deleted(root, installer):
    (root / ".venv").mkdir()
    (root / ".venv" / "letter.txt").write_text("mine")
    with pytest.raises(Problem, match="move or delete it"):
        environment.ensure()
    assert (root / ".venv" / "letter.txt").read_text() == "mine"


def test_an_environment_of_an_unsupported_python_is_named(root, installer, monkeypatch):
    monkeypatch.setattr(environment, "version_of", lambda place: "3.10")
    with pytest.raises(Problem, match="holds Python 3.10.*delete"):
        environment.ensure()
    assert installer.commands == []


def test_a_python_without_ensurepip_gets_the_line_to_type(root, installer, monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    name = "python{}.{}-venv".format(*sys.version_info)
    with pytest.raises(Problem, match=f"sudo apt-get install {name}`"):
        environment.ensure()
    assert not (root / ".venv").exists()


def run_script(script, place):
    place.mkdir()
    (place / environment.UNFINISHED).touch()
    environment.call([sys.executable, "-c", script], place)


def test_a_failure_shows_the_last_lines_beneath_the_sentence(root):
    script = "for k in range(40): print('line', k)\nraise SystemExit(1)"
    with pytest.raises(Problem) as caught:
        run_script(script, root / ".venv")
    sentence, *lines = str(caught.value).splitlines()
    assert sentence.startswith("The packages could not be installed")
    assert lines[0].strip() == "line 25" and lines[-1].strip() == "line 39"
    assert (root / ".venv" / environment.UNFINISHED).exists()


@pytest.mark.parametrize("error", NETWORK_ERRORS)
def test_no_network_is_told_from_other_failures(error, root):
    with pytest.raises(Problem, match="^The package index could not be reached"):
        run_script(f"print({error!r}); raise SystemExit(2)", root / ".venv")
    assert not (root / ".venv" / environment.UNFINISHED).exists()


def test_progress_is_shown_and_success_is_silent(root, capfd):
    run_script("print('Resolved 3 packages'); print(' + numpy')", root / ".venv")
    assert capfd.readouterr().out == "  Resolved 3 packages\n"


def test_a_python_that_does_not_start_has_no_version(tmp_path):
    assert environment.version_of(tmp_path) is None
