"""PyTorch is installed as a CPU build or not at all, and a rival that is missing is named."""

import pytest

from tools import Problem, bench, options


@pytest.fixture
def commands(monkeypatch):
    """Records what is installed; PyTorch's own index cannot be reached."""
    done = []

    def call(command, place):
        if "--torch-backend" in command:
            raise Problem("no such index")
        done.append(command[-1])

    monkeypatch.setattr(bench.environment, "call", call)
    monkeypatch.setattr(bench.sys, "platform", "linux")
    return done


def offer(monkeypatch, own, index):
    versions = {"--no-index": own, "": index}

    def offered(place, source):
        if versions["".join(source)] is None:
            raise Problem("nothing offered")
        return versions["".join(source)]

    monkeypatch.setattr(bench, "offered", offered)


@pytest.mark.parametrize(
    "own, index, taken",
    [("2.13.0+cpu", "2.15.0", "2.13.0+cpu"), (None, "2.15.0+cpu", "2.15.0+cpu")],
)
def test_a_cpu_build_is_taken_wherever_it_is(own, index, taken, commands, monkeypatch, tmp_path):
    offer(monkeypatch, own, index)
    bench.install_torch(tmp_path, [])
    assert commands == [f"torch=={taken}"]


def test_a_build_that_brings_cuda_is_not_taken(commands, monkeypatch, tmp_path):
    offer(monkeypatch, None, "2.15.0")
    with pytest.raises(Problem, match="No CPU build"):
        bench.install_torch(tmp_path, [])
    assert commands == []


def test_where_there_is_no_cuda_every_build_will_do(commands, monkeypatch, tmp_path):
    offer(monkeypatch, None, "2.15.0")
    monkeypatch.setattr(bench.sys, "platform", "darwin")
    bench.install_torch(tmp_path, [])
    assert commands == ["torch==2.15.0"]


def test_a_missing_rival_is_named_and_the_others_are_measured(monkeypatch, capsys):
    def fail(*_):
        raise Problem("Nothing offered.")

    monkeypatch.setattr(bench.environment, "call", fail)
    monkeypatch.setattr(bench, "install_torch", fail)
    monkeypatch.setattr(bench.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(bench.environment, "become", lambda command: command[1:])
    assert bench.bench("locked", ["--quick"]) == ["-m", "benchmarks", "--quick"]
    said = capsys.readouterr().out.splitlines()
    assert [line.split(" is ")[0] for line in said] == ["JAX", "PyTorch"]


def test_what_else_is_written_goes_to_the_benchmarks():
    chosen = options.parse(["bench", "--quick", "--only", "CNN", "--packages", "latest"])
    assert chosen.further == ["--quick", "--only", "CNN"] and chosen.packages == "latest"


def test_other_commands_take_nothing_else(capsys):
    with pytest.raises(SystemExit):
        options.parse(["run", "--quick"])
    assert "run does not know --quick" in capsys.readouterr().err
