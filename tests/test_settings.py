"""Settings: what a file says is taken, what it should not say is refused by name."""

from pathlib import Path

import pytest

from zhamen.errors import UsageError
from zhamen.settings import Settings, load_settings


def written(folder: Path, text: str) -> Path:
    """Return a settings file of this text."""
    path = folder / "zhamen.toml"
    path.write_text(text, "utf-8")
    return path


def test_without_a_file_everything_is_at_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file, no variable: safe defaults."""
    monkeypatch.delenv("ZHAMEN_SETTINGS", raising=False)

    assert load_settings() == Settings()


def test_paths_are_taken_from_beside_the_file(tmp_path: Path) -> None:
    """A settings file and the lists beside it can be moved together."""
    path = written(
        tmp_path,
        'language = "en"\n[limits]\nseconds = 3\n[policy]\nphrases = ["own.toml"]\n'
        'organisations = ["云岭集团"]\n[spool]\nfolder = "spool"\n',
    )
    settings = load_settings(path)

    assert settings.policy.phrases == (tmp_path / "own.toml",)
    assert settings.policy.organisations == ("云岭集团",)
    assert settings.spool.folder == tmp_path / "spool"
    assert (settings.language, settings.limits.seconds) == ("en", 3)


def test_the_variable_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """$ZHAMEN_SETTINGS is used where no file is given."""
    monkeypatch.setenv("ZHAMEN_SETTINGS", str(written(tmp_path, "[limits]\ndepth = 2\n")))

    assert load_settings().limits.depth == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[limits]\nsecnods = 1\n", "secnods"),
        ("[limits]\nseconds = 'soon'\n", "seconds"),
        ("limits = 5\n", "limits"),
        ("[policy]\nphrases = 'own.toml'\n", "phrases"),
        ("[limits\n", "zhamen.toml"),
    ],
)
def test_nonsense_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    """Unknown keys, wrong types and broken TOML stop the program."""
    with pytest.raises(UsageError, match=said):
        load_settings(written(tmp_path, text))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """Settings that were asked for and are not there are no defaults."""
    with pytest.raises(UsageError, match="nowhere"):
        load_settings(tmp_path / "nowhere.toml")
