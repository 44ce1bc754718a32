"""`zhamen study`: listed, checked, rendered; what is wrong is said by its part."""

from dataclasses import asdict
from pathlib import Path

import pytest
from running import Run

from zhamen.errors import StudyError
from zhamen.journal.keys import SigningKey
from zhamen.study.certificate import Certificate, signed
from zhamen.study.fonts import find_fonts
from zhamen.study.issue import question_to_toml, to_toml
from zhamen.study.shipped import shipped

pytest.importorskip("typst", reason="the extra study is not installed")


@pytest.fixture
def typesetting() -> None:
    """The fonts."""
    try:
        find_fonts()
    except StudyError:
        pytest.skip("no fonts: apt install fonts-noto-cjk")


def test_every_shipped_issue_is_listed(zhamen: Run) -> None:
    """One a line."""
    done = zhamen("study", "list")

    assert done.status == 0
    assert [issue.name in line for issue, line in
            zip(shipped(), done.out.splitlines(), strict=True)] == [True] * 13  # fmt: skip


@pytest.mark.usefixtures("typesetting")
def test_what_must_not_go_out_is_named(zhamen: Run, tmp_path: Path) -> None:
    """A mark and a part too long: status 1, both parts named, the text of neither."""
    text = to_toml(shipped()[0]).replace('deck = "', 'deck = "机密★10年')
    (tmp_path / "own.toml").write_text(text.replace('credit = "', f'credit = "{"长" * 90}'))
    done = zhamen("study", "check", str(tmp_path / "own.toml"))

    assert done.status == 1 and "来源：多了" in done.out and "✗ 副题：密级标志" in done.out
    assert "机密★10年" not in done.out


@pytest.mark.usefixtures("typesetting")
def test_a_clean_issue_may_go_out(zhamen: Run) -> None:
    """What a second person must look at is shown and is no failure."""
    done = zhamen("study", "check", "must-not-4")

    assert done.status == 0 and "第二人" in done.out


@pytest.mark.usefixtures("typesetting")
def test_every_form_is_written(zhamen: Run, tmp_path: Path) -> None:
    """Four files, each what its name says."""
    done = zhamen("study", "render", "at-night", "-o", str(tmp_path / "new" / "out"))
    heads = {path.suffix: path.read_bytes()[:4] for path in (tmp_path / "new" / "out").iterdir()}

    assert done.status == 0
    assert heads == {".pdf": b"%PDF", ".png": b"\x89PNG", ".html": b"<!do", ".docx": b"PK\x03\x04"}


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b"\xff\xfe"), "UTF-8"),
        (lambda path: path.write_text("a = 1"), "unknown"),
        (lambda path: path.write_text("x" * (1 << 21)), "1 MB"),
        (lambda path: path.mkdir(), "own.toml"),
        (lambda path: None, "own.toml"),
    ],
)
def test_what_is_no_issue_is_an_error(make: object, said: str, zhamen: Run, tmp_path: Path) -> None:
    """Status 3, and why; nothing is written."""
    assert callable(make)
    make(tmp_path / "own.toml")
    done = zhamen("study", "render", str(tmp_path / "own.toml"), "-o", str(tmp_path / "out"))

    assert done.status == 3 and said in done.err
    assert not list((tmp_path / "out").glob("*"))


INCIDENT = """
story = "2016年10月3日，云岭县示例局的洪示例把《示例方案》拍照发进86人的群。"
[[entities]]
kind = "person"
text = "洪示例"
[[entities]]
kind = "unit"
text = "云岭县示例局"
[[entities]]
kind = "document"
text = "《示例方案》"
"""


def test_an_incident_becomes_a_case(zhamen: Run, tmp_path: Path) -> None:
    """Nobody is named, no day and no number; what happened can be read."""
    (tmp_path / "case.toml").write_text(INCIDENT, "utf-8")
    done = zhamen("study", "draft", str(tmp_path / "case.toml"))

    assert done.status == 0 and "拍照发进" in done.out
    assert "清单以外的人名、地名、单位名没有查" in done.err
    assert not any(each in done.out for each in ("洪", "云岭", "示例", "2016", "86", "十月"))


@pytest.mark.parametrize(
    "text", ["", "story = 5", "x = [", 'story = "a"\n[[entities]]\nkind = "who"']
)
def test_what_is_no_incident_is_an_error(text: str, zhamen: Run, tmp_path: Path) -> None:
    """Status 3, without repeating the story."""
    (tmp_path / "case.toml").write_text(text, "utf-8")

    assert zhamen("study", "draft", str(tmp_path / "case.toml")).status == 3


@pytest.mark.parametrize(("form", "name"), [("gift", "gift.txt"), ("csv", "csv"), ("xlsx", "xlsx")])
def test_questions_go_out_and_come_back(
    form: str, name: str, zhamen: Run, tmp_path: Path
) -> None:  # fmt: skip
    """As TOML that an issue takes."""
    zhamen("study", "export", "must-not-3", "--format", form, "-o", str(tmp_path))
    done = zhamen("study", "import", str(tmp_path / f"must-not-3.{name}"), "--format", form)
    issue = next(each for each in shipped() if each.name == "must-not-3")

    assert done.status == 0
    assert done.out.strip() == "\n".join(map(question_to_toml, issue.questions)).strip()


CERTIFIED = Certificate(
    "青崖钢铁保密办（示例）", "2026-00001", "示例甲", "S001", "炼铁部 / 甲班", 2026, 185,
    "2026-12-01",
)  # fmt: skip


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    """The office's key; its public half lies in a file."""
    made = SigningKey.new("zhamen-office-test")
    (tmp_path / "journal.pub").write_text(made.public.to_text(), "utf-8")
    return made


def test_everything_that_was_signed_is_shown(zhamen: Run, tmp_path: Path, key: SigningKey) -> None:
    """So that a sheet altered around its genuine code gives itself away."""
    (tmp_path / "note.txt").write_text(signed(CERTIFIED, key), "utf-8")
    done = zhamen(
        "study", "verify", str(tmp_path / "note.txt"), "--key", str(tmp_path / "journal.pub")
    )

    assert done.status == 0
    assert all(str(value) in done.out for value in asdict(CERTIFIED).values())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "certificate"), (b"%PDF-1.7", "scan its code"), (b"\xff\xfe", "UTF-8"),
        (b"x" * (1 << 20), "64 KB"), (signed(CERTIFIED, SigningKey.new("other")).encode(), "签名"),
        (None, "No such file"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("key")
def test_what_is_not_genuine_is_an_error(
    data: bytes | None, said: str, zhamen: Run, tmp_path: Path
) -> None:
    """Empty, the sheet instead of its words, huge, another's: never genuine, never a crash."""
    if data is not None:
        (tmp_path / "note.txt").write_bytes(data)
    done = zhamen(
        "study", "verify", str(tmp_path / "note.txt"), "--key", str(tmp_path / "journal.pub")
    )

    assert done.status == 3 and said in done.err and "185" not in done.out
