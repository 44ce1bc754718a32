"""`zhamen read`, and what is asked of every other verb in a process of its own."""

import json
import subprocess
from pathlib import Path

import pytest
from docx import Document
from running import COMMAND, Run, environment


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A document with text in its body, a table and its header."""
    made = Document()
    made.add_paragraph("示例正文第一段")
    made.add_table(1, 1).cell(0, 0).text = "示例表格"
    made.sections[0].header.paragraphs[0].text = "示例页眉"
    made.save(str(tmp_path / "示例.docx"))
    return tmp_path / "示例.docx"


def test_the_passages_of_a_document(zhamen: Run, document: Path) -> None:
    """Body, table and header are shown as they are, with their places."""
    out = zhamen("read", document.name).out

    for words in ("示例正文第一段", "示例表格", "示例页眉", "页眉", "正文"):
        assert words in out
    assert "header" in zhamen("read", document.name, "--lang", "en").out


def test_the_passages_of_a_document_as_json(zhamen: Run, document: Path) -> None:
    """Each passage has its part, medium, place and text."""
    whole = json.loads(zhamen("read", document.name, "--json").out)
    places = {row.get("place"): row["text"] for row in whole["passages"]}

    assert whole["schema"] == 1
    assert places["name"] == document.name
    assert places["header"] == "示例页眉"
    assert "示例正文第一段" in places["body"] and "示例表格" in places["body"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_text_of_windows(zhamen: Run, tmp_path: Path, encoding: str) -> None:
    """A text that is no UTF-8 is shown as its writer saw it."""
    (tmp_path / "示例.txt").write_bytes("关于示例事项的通知\r\n请各单位执行".encode(encoding))
    done = zhamen("read", "示例.txt")

    assert "关于示例事项的通知" in done.out and "请各单位执行" in done.out
    assert done.status == 0


def test_a_name_of_windows(zhamen: Run, tmp_path: Path) -> None:
    """A name in GBK is shown, and a mark in it counts."""
    name = "机密★10年示例.txt".encode("gbk")
    (tmp_path / "few").mkdir()
    Path(tmp_path / "few" / name.decode("utf-8", "surrogateescape")).write_text("示例", "utf-8")
    done = subprocess.run(
        [*COMMAND, "scan", "few", "--jsonl"], capture_output=True, check=False, timeout=60,
        cwd=tmp_path, env=environment(tmp_path),
    )  # fmt: skip

    assert done.returncode == 1
    assert json.loads(done.stdout)["id"] == "few/机密★10年示例.txt"


def test_a_file_does_not_steer_the_screen(zhamen: Run, tmp_path: Path) -> None:
    """Control characters in texts and names are spelled out."""
    (tmp_path / "a\x1b[2Jb.txt").write_text("示例\x1b]0;title\x07\u202e", "utf-8")
    done = zhamen("read", "a\x1b[2Jb.txt")

    assert not {"\x1b", "\x07", "\u202e"} & set(done.out)
    assert "\\x1b" in done.out


def test_several_files_and_one_that_is_not_there(zhamen: Run, document: Path) -> None:
    """What can be read is shown; what cannot is named, and makes the status 2."""
    done = zhamen("read", "none.txt", document.name)

    assert done.status == 2
    assert "示例页眉" in done.out and "文件不存在" in done.out


@pytest.mark.parametrize(
    "words", [("explain", "none"), ("explain", "8"), ("explain", "²"), ("read",)]
)
def test_what_there_is_not_is_3(zhamen: Run, words: tuple[str, ...]) -> None:
    """An unknown clause or detector, or no file at all, is 3 and says what to do."""
    done = zhamen(*words)

    assert done.status == 3
    assert "→" in done.err and "internal error" not in done.err


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("words", [("doctor",), ("demo", "--fast"), ("explain",)])
def test_it_runs_on_a_screen_without_chinese(
    zhamen: Run, language: str, words: tuple[str, ...]
) -> None:
    """Under an ASCII locale characters may be lost, but never the answer."""
    done = zhamen(*words, ZHAMEN_LANG=language, PYTHONIOENCODING="ascii")

    assert "internal error" not in done.err
    assert done.status == (3 if words == ("doctor",) else 0)


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    """`zhamen explain | head -1` ends without a complaint."""
    pipe = subprocess.Popen(
        [*COMMAND, "explain"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(tmp_path),
    )  # fmt: skip
    assert pipe.stdout and pipe.stderr
    pipe.stdout.close()
    with pipe:
        said = pipe.stderr.read()

    assert b"Traceback" not in said and b"Exception" not in said


def test_the_unread_is_shown_in_words(zhamen: Run, tmp_path: Path) -> None:
    """Every reason has words in both languages; none is shown raw."""
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(99))
    for language in ("zh", "en"):
        done = zhamen("read", "a.jpg", "--lang", language)
        assert done.status == 2 and "not_supported" not in done.out
