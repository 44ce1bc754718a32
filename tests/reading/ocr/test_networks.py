"""Only the networks that were measured are opened, and nothing of the wheel's code runs."""

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
