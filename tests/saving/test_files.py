"""Files: where a path means them to be, whole or not at all, and what was there is respected."""

import os
import shutil
import stat
import tempfile
import threading
from pathlib import Path

import pytest

from utils.saving import files

POSIX = pytest.mark.skipif(os.name != "posix", reason="links, modes and owners are POSIX's")
NOBODY = 65534


@pytest.fixture
def folder(monkeypatch):
    """A folder that every user may enter and write to, and where scripts run."""
    made = Path(tempfile.mkdtemp()).resolve()
    made.chmod(0o777)
    monkeypatch.chdir(made)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def ordinary(folder):
    """An ordinary user's rights: root may write anywhere."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
    yield
    if root:
        os.seteuid(0)
        os.setegid(0)


def tree(folder):
    """What lies in a folder: names, contents and modes; a link's own, not its target's."""
    return {
        path.relative_to(folder): (os.readlink(path) if path.is_symlink() else content(path))
        for path in sorted(folder.rglob("*"))
    }


def content(path):
    mode = stat.S_IMODE(path.stat().st_mode)
    return (None if path.is_dir() else path.read_bytes(), mode)


def test_write_makes_the_folder(tmp_path):
    path = tmp_path / "new" / "folder" / "a.png"
    files.write(path, b"new", ".png")
    assert path.read_bytes() == b"new"
    files.write(str(path), b"newer", ".png")
    assert path.read_bytes() == b"newer"
    assert list(path.parent.iterdir()) == [path]


# what: a path, what there is before, and the file that must hold the new content
MEANT = {
    "a name": ("a.png", {}, "a.png"),
    "bytes": (b"a.png", {}, "a.png"),
    "an upper case suffix": ("a.PNG", {}, "a.PNG"),
    "home": ("~/a.png", {}, "home/a.png"),
    "a folder at home": ("~/b/c/a.png", {}, "home/b/c/a.png"),
    "home as a path": (Path("~") / "a.png", {}, "home/a.png"),
    "a tilde in a name": ("~a.png", {}, "~a.png"),
    "a folder of that name": ("./~/a.png", {"~/": None}, "~/a.png"),
    "a link": ("l.png", {"a.png": b"old", "l.png": "a.png"}, "a.png"),
    "a link to a link": ("k.png", {"a.png": b"old", "l.png": "a.png", "k.png": "l.png"}, "a.png"),
    "a link into a folder": ("l.png", {"b/": None, "b/a.png": b"", "l.png": "b/a.png"}, "b/a.png"),
    "a link to what is not there": ("l.png", {"l.png": "a.png"}, "a.png"),
    "a link to another suffix": ("l.png", {"a.data": b"old", "l.png": "a.data"}, "a.data"),
    "a linked folder": ("l/a.png", {"b/": None, "l": "b"}, "b/a.png"),
    "a name of 250 letters": ("a" * 246 + ".png", {}, "a" * 246 + ".png"),
}


def lay(folder, before):
    """Make folders (/), files (bytes) and links (text)."""
    for name, what in before.items():
        path = folder / name
        if what is None:
            path.mkdir()
        elif isinstance(what, bytes):
            path.write_bytes(what)
        else:
            path.symlink_to(what)


@POSIX
@pytest.mark.parametrize("case", MEANT)
def test_a_path_means_what_it_means_to_the_system(case, folder, monkeypatch):
    """The same file as open's, and nothing else comes into being or goes."""
    path, before, target = MEANT[case]
    (folder / "home").mkdir()
    monkeypatch.setenv("HOME", str(folder / "home"))
    lay(folder, before)
    old = tree(folder)
    assert files.place(path) == folder / target
    assert files.writable(path, ".png") == folder / target and tree(folder) == old
    files.write(path, b"new", ".png")
    assert (folder / target).read_bytes() == b"new"
    made = {
        each.relative_to(folder) for each in (folder / target).parents if folder in each.parents
    }
    assert set(tree(folder)) == {*old, Path(target), *made}
    assert {name: old[name] for name in old if name != Path(target)}.items() <= tree(folder).items()


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o666, 0o755])
def test_a_file_keeps_its_mode(mode, folder):
    path = folder / "a.png"
    path.write_bytes(b"old")
    path.chmod(mode)
    files.write(path, b"new", ".png")
    assert content(path) == (b"new", mode)


@POSIX
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_a_new_file_has_the_mode_that_a_new_file_has(mask, folder):
    before = os.umask(mask)
    try:
        files.write(folder / "a.png", b"new", ".png")
    finally:
        os.umask(before)
    assert content(folder / "a.png") == (b"new", 0o666 & ~mask)


@POSIX
def test_a_file_of_two_names_stays_one_file(folder):
    (folder / "a.png").write_bytes(b"old")
    os.link(folder / "a.png", folder / "b.png")
    files.write(folder / "a.png", b"new", ".png")
    assert (folder / "b.png").read_bytes() == b"new"
    assert (folder / "a.png").samefile(folder / "b.png") and len(tree(folder)) == 2


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid(), reason="only root gives files away")
def test_a_file_keeps_its_owner(folder):
    path = folder / "a.png"
    path.write_bytes(b"old")
    os.chown(path, NOBODY, NOBODY)
    files.write(path, b"new", ".png")
    assert (path.read_bytes(), path.stat().st_uid, path.stat().st_gid) == (b"new", NOBODY, NOBODY)


@POSIX
def test_a_file_may_be_written_where_no_new_one_may_be_made(ordinary, folder):
    (folder / "b").mkdir()
    path = folder / "b" / "a.png"
    path.write_bytes(b"old")
    path.parent.chmod(0o555)
    files.write(path, b"new", ".png")
    assert path.read_bytes() == b"new" and list(path.parent.iterdir()) == [path]
    path.parent.chmod(0o755)


# what: a path, what there is before, modes, and the error, which is that of open
REFUSED = {
    "a protected file": ("a.png", {"a.png": b"old"}, {"a.png": 0o444}, PermissionError),
    "a link to a protected file": (
        "l.png",
        {"a.png": b"old", "l.png": "a.png"},
        {"a.png": 0o444},
        PermissionError,
    ),
    "a folder": ("a.png", {"a.png/": None}, {}, IsADirectoryError),
    "below a file": ("a/b.png", {"a": b""}, {}, NotADirectoryError),
    "far below a file": ("a/b/c/d.png", {"a": b""}, {}, NotADirectoryError),
    "a protected folder": ("a/b.png", {"a/": None}, {"a": 0o555}, PermissionError),
    "below a protected folder": ("a/b/c.png", {"a/": None}, {"a": 0o555}, PermissionError),
    "a name that is too long": ("a" * 300 + ".png", {}, {}, OSError),
    "a link to itself": ("a.png", {"a.png": "a.png"}, {}, OSError),
    "the home of nobody": ("~nobody-of-that-name/a.png", {}, {}, FileNotFoundError),
    "another suffix": ("a.jpg", {}, {}, ValueError),
    "no suffix": ("png", {}, {}, ValueError),
}
MADE = {"below a protected folder"}  # where others miss a folder that ours would make
WAYS = {
    "writable": lambda path: files.writable(path, ".png"),
    "write": lambda path: files.write(path, b"new", ".png"),
    "the second of two": lambda path: files.write_all(
        [("good.png", b"new", ".png"), (path, b"new", ".png")]
    ),
    "the first of two": lambda path: files.write_all(
        [(path, b"new", ".png"), ("x/good.png", b"new", ".png")]
    ),
}


@POSIX
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_written_is_refused_and_nothing_changes(case, way, ordinary, folder):
    path, before, modes, error = REFUSED[case]
    lay(folder, before)
    for name, mode in modes.items():
        (folder / name).chmod(mode)
    if error is not ValueError and case not in MADE:
        with pytest.raises(error):
            open(path, "wb").close()
    old = tree(folder)
    with pytest.raises(error):
        WAYS[way](path)
    assert tree(folder) == old
    for name in modes:
        (folder / name).chmod(0o755)


def test_another_kind_of_file_is_refused_by_a_sentence(tmp_path):
    with pytest.raises(ValueError, match=r"written as a \.png file, got 'a.jpg'; rename it"):
        files.write(tmp_path / "a.jpg", b"new", ".png")
    assert not list(tmp_path.iterdir())


# Where a full disk may show: in the first of two files, or in the second
FULL = {
    "one": ([("a.png", b"new", ".png")], 1),
    "the first of two": ([("a.png", b"new", ".png"), ("b/c.png", b"new", ".png")], 1),
    "the second of two": ([("b/c.png", b"new", ".png"), ("a.png", b"new", ".png")], 2),
    "two new ones": ([("b.png", b"new", ".png"), ("c/d/e.png", b"new", ".png")], 2),
    "a file of two names": ([("h.png", b"new", ".png")], 1),
}


@POSIX
@pytest.mark.parametrize("case", FULL)
def test_a_full_disk_leaves_what_was_there_and_nothing_else(case, folder, monkeypatch):
    contents, fails = FULL[case]
    lay(folder, {"a.png": b"old", "h.png": b"old"})
    os.link(folder / "h.png", folder / "i.png")
    old, write, calls = tree(folder), Path.write_bytes, []

    def full(path, data):
        calls.append(path)
        if len(calls) == fails:
            write(path, data[:1])
            raise OSError("disk full")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="disk full"):
        files.write_all(contents)
    assert tree(folder) == old and len(calls) >= fails


def test_a_failed_move_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        files.write(path, b"new", ".png")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_writers_of_one_path_do_not_meet(tmp_path):
    """Eight threads, which share a process and so its number: each write is whole, none fails."""
    path, contents, problems = tmp_path / "a.png", [bytes([k]) * 10**5 for k in range(8)], []

    def work(data):
        try:
            for _ in range(30):
                files.write(path, data, ".png")
                assert path.read_bytes() in contents
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(data,)) for data in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == [] and list(tmp_path.iterdir()) == [path]


def test_writers_of_several_paths_all_have_their_file(tmp_path):
    def work(k):
        files.write(tmp_path / "new" / f"{k}.png", bytes([k]), ".png")

    threads = [threading.Thread(target=work, args=(k,)) for k in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()}
    assert found == {f"{k}.png": bytes([k]) for k in range(20)}


@POSIX
@pytest.mark.parametrize("name", ["a.png", "new/a.png"])
def test_a_folder_that_cannot_be_written_says_what_to_do(name, folder, ordinary):
    (folder / "closed").mkdir(mode=0o555)
    sentence = "this folder cannot be written; save into one of your own, or copy the notebook"
    with pytest.raises(PermissionError, match=sentence) as raised:
        files.write(f"closed/{name}", b"new", ".png")
    assert raised.value.filename == str(folder / "closed" / name)
    assert not list((folder / "closed").iterdir())
