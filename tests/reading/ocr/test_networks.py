"""Only the networks that were measured are opened, nothing of the wheel runs, nobody is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhamen.errors import ReadError
from zhamen.reading.ocr import networks

PROBE = """
import sys
from zhamen.reading.pictures.picture import prepare
prepare()
print([name for name in sys.modules if name.split(".")[0] in ("rapidocr", "requests", "urllib3")])
"""


def test_the_wheel_is_a_folder_of_files() -> None:
    """Neither the package that carries the networks nor any client of a network is imported."""
    out = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)

    assert out.stdout.strip() == "[]"


SILENT = """
import os
from zhamen.reading.ocr.networks import network
network("upright")
print(len(os.listdir("/proc/self/task")))
"""


def test_what_runs_the_networks_reports_to_nobody(tmp_path: Path) -> None:
    """The runtime's telemetry never starts: no thread of its own, no file in the user's cache."""
    given = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ORT_"))}
    given |= {"HOME": str(tmp_path), "OMP_NUM_THREADS": "1"}
    out = subprocess.run(
        [sys.executable, "-c", SILENT], capture_output=True, text=True, check=True, env=given
    )

    assert out.stdout.strip() == "1"
    assert not list(tmp_path.rglob("*"))


def test_a_changed_network_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file with another digest is not opened, a missing one is said to be missing."""
    monkeypatch.setattr(networks, "_folder", lambda: tmp_path)
    networks.network.cache_clear()
    with pytest.raises(ReadError, match="no_models"):
        networks.network("upright")
    (tmp_path / "ch_ppocr_mobile_v2.0_cls_mobile.onnx").write_bytes(b"another")
    with pytest.raises(ReadError, match="models"):
        networks.network("upright")
    networks.network.cache_clear()
