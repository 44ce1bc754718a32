"""`zhamen serve` opens no office that would not be safe, and closes it in order."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import Run, environment

pytest.importorskip("django", reason="the extra console is not installed")


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Settings of an office in the folder of the test."""
    path = tmp_path / "zhamen.toml"
    path.write_text(f'[office]\nfolder = "{tmp_path / "office"}"\n')
    return path


def test_prepared_it_can_be_checked(zhamen: Run, tmp_path: Path, settings: Path) -> None:
    """Keys are their owner's alone, the journal is sound, and a second time is no harm."""
    for _ in range(2):
        done = zhamen("serve", "--prepare", "--settings", settings)
        assert done.status == 0, done.err
    office = tmp_path / "office"
    modes = {p.name: p.stat().st_mode & 0o777 for p in office.glob("*.key")}
    checked = zhamen("journal", "verify", "--json", "--settings", settings)

    assert modes == {"journal.key": 0o400, "office.key": 0o400}
    assert office.stat().st_mode & 0o777 == 0o700
    assert json.loads(checked.out)["faults"] == []


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        pytest.param(("--address", "0.0.0.0"), "", id="to everybody without TLS"),
        pytest.param((), 'certificate = "a.pem"\n', id="half a certificate"),
        pytest.param((), 'database = "mysql://x"\n', id="another database"),
        pytest.param((), 'suite = "md5"\n', id="another suite"),
    ],
)
def test_what_would_not_be_safe_is_refused(
    zhamen: Run, settings: Path, words: tuple[str, ...], extra: str
) -> None:
    """With a sentence and status 3; nothing listens."""
    settings.write_text(settings.read_text() + extra)
    done = zhamen("serve", "--prepare", "--settings", settings, *words)

    assert done.status == 3
    assert done.err.startswith("错误") and "→" in done.err


def test_a_folder_that_others_can_enter_is_refused(
    zhamen: Run, tmp_path: Path, settings: Path
) -> None:
    """Keys and people lie in it."""
    (tmp_path / "office").mkdir(mode=0o755)
    done = zhamen("serve", "--prepare", "--settings", settings)

    assert done.status == 3 and "chmod 700" in done.err


def test_keys_of_another_office_open_nothing(zhamen: Run, tmp_path: Path, settings: Path) -> None:
    """A head that was signed by another key is not built upon."""
    zhamen("serve", "--prepare", "--settings", settings)
    other = tmp_path / "other.toml"
    other.write_text(f'[office]\nfolder = "{tmp_path / "second"}"\n')
    zhamen("serve", "--prepare", "--settings", other)
    (tmp_path / "office" / "journal.head").write_text("示例")
    shutil.copy(tmp_path / "second" / "office.sqlite3", tmp_path / "office" / "office.sqlite3")
    done = zhamen("serve", "--prepare", "--settings", settings)

    assert done.status == 3 and "Traceback" not in done.err


def test_the_others_start_without_django(zhamen: Run, settings: Path) -> None:
    """The office costs nothing to whoever does not open it."""
    program = (
        "import sys\nfrom zhamen.cli.main import main\n"
        "main(['check', '示例通知'])\nmain(['--help'])\n"
        "assert not [name for name in sys.modules if name.startswith('django')]"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(settings.parent), capture_output=True
    )

    assert done.returncode == 0, done.stderr.decode()
