"""Tournaments: the same everywhere, taken up again, read as tables."""

import hashlib
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time

import own
import pytest

import detente

SETTINGS = {"seeds": 40, "rounds": 30, "batch": 50}
NAMES = ["boulware", "micro", "random"]


def digests(folder):
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(folder.iterdir()) if one.name[0] != "."}


def test_the_same_for_any_number_of_threads(small, wage, tmp_path):
    all_ = [
        detente.tournament([small, wage], NAMES, tmp_path / str(threads), threads=threads, **SETTINGS) for threads in (1, 2, None)
    ]
    assert digests(tmp_path / "1") == digests(tmp_path / "2") == digests(tmp_path / "None")
    assert all_[0].standings == all_[1].standings


def test_results_as_tables(small, tmp_path):
    results = detente.tournament([small], NAMES, tmp_path / "r", csv=True, **SETTINGS)
    table = results.arrow()
    assert table.num_rows == 2 * results.standings["negotiations"] == 2 * 9 * 40
    frame = results.pandas()
    # Every negotiation once, with a row for each party.
    assert sorted(frame.negotiation.unique()) == list(range(360))
    assert (frame.groupby("negotiation").size() == 2).all()
    # Standings are what the rows say.
    for one in results.standings["negotiators"]:
        rows = frame[frame.negotiator == one["negotiator"]]
        assert rows.share.mean() == pytest.approx(one["share"]["mean"])
        assert (rows.how == "agreed").mean() == pytest.approx(one["agreed"])
    # CSV says the same.
    import pandas as pd

    csv = pd.concat([pd.read_csv(one) for one in sorted((tmp_path / "r").glob("*.csv"))])
    assert csv.share.to_list() == frame.share.to_list()
    # Without an agreement the walk-away is what one has.
    none = frame[frame.how != "agreed"]
    assert (none.worth == none.seat.map(lambda seat: small.walk_away[seat])).all()


def test_another_tournament_is_not_mixed_in(small, tmp_path):
    detente.tournament([small], NAMES, tmp_path, **SETTINGS)
    with pytest.raises(ValueError, match="another tournament"):
        detente.tournament([small], NAMES, tmp_path, **SETTINGS | {"seed": 2})


def test_a_negotiator_written_differently_is_another_tournament(small, tmp_path):
    """Under the same name, so that results of two programs are never put together."""
    source = "import own\nclass Mine(own.Steps):\n    first = {}\n"
    code = (
        "import detente, mine, pickle, sys\n"
        "small = detente.Scenario.from_worths('small', *pickle.load(open(sys.argv[1], 'rb')))\n"
        "detente.tournament([small], ['linear', mine.Mine], sys.argv[2], seeds=2, rounds=10)\n"
    )
    from detente.tournaments import sent

    (tmp_path / "small").write_bytes(pickle.dumps(sent(small)))
    path = os.pathsep.join([str(tmp_path), os.path.dirname(own.__file__)])

    def played(first):
        (tmp_path / "mine.py").write_text(source.format(first))
        shutil.rmtree(tmp_path / "__pycache__", ignore_errors=True)
        arguments = [sys.executable, "-c", code, tmp_path / "small", tmp_path / "r"]
        return subprocess.run(arguments, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True)

    for first, returned in [("1", 0), ("1", 0), ("2", 1)]:
        done = played(first)
        assert done.returncode == returned, done.stderr
    assert "before something in it was changed" in done.stderr


def test_one_bit_of_a_row_is_noticed(small, tmp_path):
    detente.tournament([small], NAMES, tmp_path, **SETTINGS)
    before = digests(tmp_path)
    part = sorted(tmp_path.glob("*.parquet"))[3]
    bytes_ = bytearray(part.read_bytes())
    bytes_[100] ^= 4
    part.write_bytes(bytes_)
    detente.tournament([small], NAMES, tmp_path, **SETTINGS)
    assert digests(tmp_path) == before


def test_copies_and_pipes_are_no_results(small, tmp_path):
    results = detente.tournament([small], NAMES, tmp_path, **SETTINGS)
    rows = results.arrow().num_rows
    part = sorted(tmp_path.glob("*.parquet"))[0]
    shutil.copy(part, tmp_path / f"{part.stem} (1).parquet")
    assert results.arrow().num_rows == rows
    part.unlink()
    os.mkfifo(part)
    with pytest.raises(ValueError, match="not an ordinary file"):
        detente.tournament([small], NAMES, tmp_path, **SETTINGS)


def test_a_torn_file_is_played_again(small, tmp_path):
    detente.tournament([small], NAMES, tmp_path, **SETTINGS)
    before = digests(tmp_path)
    part = sorted(tmp_path.glob("*.parquet"))[2]
    part.write_bytes(part.read_bytes()[:100])
    sorted(tmp_path.glob("*.parquet"))[4].unlink()
    detente.tournament([small], NAMES, tmp_path, **SETTINGS)
    assert digests(tmp_path) == before


def test_killed_and_taken_up_again(tmp_path, examples):
    """Killed again and again at any moment: no negotiation is lost, none played into the results twice."""
    code = (
        "import detente, sys\n"
        f"case = detente.read({str(examples / 'wage-round')!r})\n"
        "detente.tournament([case], ['boulware', 'hard-headed', 'micro'], sys.argv[1], seeds=800, rounds=60, batch=100, threads=2)\n"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "whole"], check=True)
    killed = tmp_path / "killed"
    kills = 0
    for more in range(1, 60, 12):
        child = subprocess.Popen([sys.executable, "-c", code, killed])
        while child.poll() is None and len(list(killed.glob("part-*.parquet"))) < more:
            time.sleep(0.005)
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
            kills += 1
        child.wait()
    assert kills >= 3 and len(list(killed.glob("part-*.parquet"))) < 72
    subprocess.run([sys.executable, "-c", code, killed], check=True)
    assert digests(killed) == digests(tmp_path / "whole")


def test_ones_own_are_entered_and_bad_ones_lose(small, tmp_path):
    entered = ["linear", own.Steps, own.Throws, own.Nonsense]
    results = detente.tournament([small], entered, tmp_path, seeds=2, rounds=10, limit=5)
    frame = results.pandas()
    by_name = {one["negotiator"]: one for one in results.standings["negotiators"]}
    assert by_name["Throws"]["failed"] > 0 and by_name["Nonsense"]["failed"] > 0
    assert by_name["linear"]["failed"] == by_name["Steps"]["failed"] == 0
    told = frame[frame.fault.notna()]
    assert set(told.negotiator) == {"Throws", "Nonsense"}
    assert told.fault.str.contains("KeyError|1000000000").all()
    # Whoever did not fail is not said to have.
    assert frame[frame.negotiator.isin(["linear", "Steps"])].fault.isna().all()


def test_from_a_file(examples, tmp_path):
    spec = tmp_path / "round.toml"
    spec.write_text(
        f"""detente_tournament = 1
scenarios = ["{examples / 'wage-round'}"]
negotiators = ["boulware", "own"]
seeds = 2
rounds = 20
walk_aways = ["own", 0.5]
"""
    )
    results = detente.tournament(spec=spec, negotiators={"own": own.Steps}, limit=10)
    assert results.folder == tmp_path / "round.results"
    assert {one["negotiator"] for one in results.standings["negotiators"]} == {"boulware", "own"}
    spec.write_text(spec.read_text().replace("seeds = 2", "seeds = 0"))
    with pytest.raises(ValueError, match="4:9"):
        detente.tournament(spec=spec, negotiators={"own": own.Steps})


def test_a_folder_that_cannot_be_written(small):
    with pytest.raises((ValueError, OSError)):
        detente.tournament([small], NAMES, "/proc/nothing", **SETTINGS)


def test_a_kill_leaves_nothing_half_written(tmp_path):
    from detente.results import Folder

    shelf = Folder(tmp_path)
    shelf.put("a", b"x" * 1000)
    assert shelf.get("a") == b"x" * 1000 and shelf.get("b") is None
    assert os.listdir(tmp_path) == ["a"]
