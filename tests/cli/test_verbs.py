"""The other verbs: read, explain, doctor, demo; and what the command line itself does."""

import json
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import pytest
from running import run

from zhamen.cli.main import main, verb_names
from zhamen.cli.preview import preview
from zhamen.errors import UsageError
from zhamen.inspection.inspector import load_detectors

PICTURES = ("night", "hurry", "boss")
SEES = find_spec("onnxruntime") is not None and find_spec("rapidocr") is not None
WORDS = {"zh": ("转人工", "拦截", "放行"), "en": (" hold ", " block ", " pass ")}


def test_read_shows_every_passage(tmp_path: Path) -> None:
    """The text, what is wrapped in it, and the name are shown with their places."""
    file = tmp_path / "示例通知.txt"
    file.write_bytes("示例 5py65a+G4piFMTDlubTvvIjnpLrkvovvvIk=".encode("gb18030"))
    done = run(tmp_path, "read", "--json", file)
    passages = json.loads(done.out)["passages"]

    assert {"示例通知.txt", "机密★10年（示例）"} <= {passage["text"] for passage in passages}
    assert {passage.get("place") for passage in passages} == {"name", None, "base64"}
    assert done.status == 0


def test_read_names_what_it_cannot_see(tmp_path: Path) -> None:
    """A part that was not read makes status 2, and the reason is in words."""
    file = tmp_path / "a.zip"
    file.write_bytes(b"PK\x03\x04" + bytes(200))
    done = run(tmp_path, "read", file)

    assert done.status == 2
    assert "未能检查" in done.out


@pytest.mark.parametrize("name", [*"1234567", *(detector.name for detector in load_detectors())])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_explain_knows_everything(
    name: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every must-not and every detector has a page in both languages."""
    assert main(["explain", name, "--lang", language]) == 0
    assert len(capsys.readouterr().out) > 100


def test_explain_refuses_what_there_is_not() -> None:
    """An unknown name is answered with the known ones."""
    with pytest.raises(UsageError, match="nonsense"):
        main(["explain", "nonsense"])


def test_the_doctor_finds_this_installation_well(tmp_path: Path) -> None:
    """Every check passes, the killed worker among them."""
    done = run(tmp_path, "doctor")

    assert done.status == 0, done.out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_demo_stops_three_cases(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each story has a stop, a lawful way, and ends with a message that may go."""
    assert main(["demo", "--fast", "--lang", language]) == 0
    told = capsys.readouterr().out
    held, blocked, passed = WORDS[language]

    assert told.count(blocked if SEES else held) >= 3
    assert told.count(passed) >= 3
    assert all(told.count(f"{name}.jpg") >= 2 for name in PICTURES)


@pytest.mark.skipif(not SEES, reason="needs the extra ocr: pictures are unread without it")
@pytest.mark.parametrize("name", PICTURES)
def test_a_photograph_of_the_demo_is_seen_through(name: str, tmp_path: Path) -> None:
    """Dark, tilted or cut off: the gate blocks the photograph itself, whatever its name."""
    picture = files("zhamen.cli") / "pictures" / f"{name}.jpg"
    (tmp_path / "x.jpg").write_bytes(picture.read_bytes())
    done = run(tmp_path, "check", "--attach", "x.jpg", "--json")

    assert json.loads(done.out)["decision"] == "block"
    assert len(picture.read_bytes()) <= 120_000


def test_a_preview_is_lines_of_half_blocks() -> None:
    """As wide as asked, every colour of 24 bits, and the colour ends with the line."""
    path = Path(str(files("zhamen.cli") / "pictures" / "night.jpg"))
    lines = preview(path, 20)

    assert {line.count("▀") for line in lines} == {20}
    assert all(line.endswith("\x1b[0m") for line in lines)
    assert 10 <= len(lines) <= 14


@pytest.mark.parametrize("verb", verb_names())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_verb_has_help(verb: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Help is shown in the asked language, with the disclaimer below."""
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help", "--lang", language])
    shown = capsys.readouterr().out

    assert ended.value.code == 0
    assert ("不得用于涉密信息系统" in shown) is (language == "zh")


def test_unknown_verbs_and_settings_are_refused(tmp_path: Path) -> None:
    """The message says what was got and what is near it, or all that is known."""
    settings = tmp_path / "zhamen.toml"
    settings.write_text("[limits]\nsecnods = 3\n", "utf-8")
    verb = run(tmp_path, "chekc", "x")
    setting = run(tmp_path, "check", "x", ZHAMEN_SETTINGS=str(settings))

    assert (verb.status, verb.err.splitlines()[1:]) == (3, ["  → check"])
    assert (setting.status, "secnods" in setting.err) == (3, True)
    assert "seconds" in setting.err
