"""The same tournament on a Ray cluster of several workers, one of which is killed in the middle."""

import os
import signal
import threading
import time

import pytest
from test_tournament import digests

import detente

ray = pytest.importorskip("ray")


@pytest.fixture(scope="module")
def cluster():
    os.environ.setdefault("RAY_AUTH_MODE", "disabled")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False, configure_logging=False)
    yield
    ray.shutdown()


def workers():
    """Processes of Ray's that run our tasks."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    line = file.read().replace(b"\0", b" ")
            except OSError:
                continue
            if line.startswith(b"ray::task"):
                found.append(int(name))
    return found


def test_the_same_bytes_with_a_worker_killed(cluster, wage, tmp_path):
    settings = {"seeds": 4000, "rounds": 60, "batch": 500}
    names = ["boulware", "micro", "hard-headed"]
    detente.tournament([wage], names, tmp_path / "here", **settings)
    killed = []

    def kill():
        until = time.monotonic() + 60
        while not killed and time.monotonic() < until:
            # In the middle: some files are there, not all.
            done = len(list((tmp_path / "ray").glob("part-*.parquet"))) if (tmp_path / "ray").exists() else 0
            for pid in workers() if done >= 3 else []:
                try:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
                    break
                except ProcessLookupError:
                    continue
            time.sleep(0.02)

    watcher = threading.Thread(target=kill)
    watcher.start()
    steps = []
    results = detente.tournament(
        [wage], names, tmp_path / "ray", cluster="ray", progress=lambda done, all_: steps.append((done, all_)), **settings
    )
    watcher.join()
    assert killed, "no worker was there to be killed"
    assert digests(tmp_path / "ray") == digests(tmp_path / "here")
    assert steps[-1][0] == steps[-1][1]
    assert results.standings["negotiations"] == 9 * 4000
