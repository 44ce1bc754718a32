"""`zhamen check`: exit status, standard input, JSON, streams, languages, phrase files."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from running import COMMAND, Run, environment

MARK = "机密★10年 示例"
UNKNOWN = bytes(range(128, 256)) * 8 + b"\0\1\2\3" * 64
OWN = """
[[unpublished_matter.rule]]
name = "unit-projects"
clause = 5
kind = "draft"
decision = "hold"
why = "疑似谈论尚未公开的示例项目"
any = ["白鹭项目示例"]
"""


def lines(*rows: Any) -> bytes:
    """Return rows as JSON lines; bytes stand for themselves."""
    return b"".join(
        (row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode()) + b"\n"
        for row in rows
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("明早九点在三楼开会（示例）", 0),
        ("", 0),
        (MARK, 1),
        ("绝密\n示例", 1),
        ("《保密法》示例", 0),
    ],
)
def test_the_status_says_what_was_found(zhamen: Run, text: str, status: int) -> None:
    """A harmless text is 0, one that is held or blocked is 1."""
    assert zhamen("check", text).status == status


def test_unknown_bytes_are_unread(zhamen: Run, tmp_path: Path) -> None:
    """A file of unknown binary content is 2, never clean."""
    (tmp_path / "示例.dat").write_bytes(UNKNOWN)
    done = zhamen("check", "--attach", "示例.dat")

    assert done.status == 2
    assert "未能检查" in done.out


def test_a_finding_outweighs_something_unread(zhamen: Run, tmp_path: Path) -> None:
    """With a mark in the text and an unread attachment the status is 1."""
    (tmp_path / "示例.dat").write_bytes(UNKNOWN)

    assert zhamen("check", MARK, "--attach", "示例.dat").status == 1


@pytest.mark.parametrize("name", ["none.txt", ".", "a\tb", "x" * 300])
def test_an_attachment_that_cannot_be_opened_is_unread(zhamen: Run, name: str) -> None:
    """A missing file, a folder and an impossible name are 2."""
    assert zhamen("check", "--attach", name).status == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "用法"),
        (("check",), "没有要检查的内容"),
        (("nonsense",), "nonsense"),
        (("check", "--nonsense", "示例"), "--nonsense"),
        (("check", "--channel", "moon", "示例"), "--channel"),
        (("check", "--attach"), "--attach"),
        (("check", "示例", "--lang"), "--lang"),
        (("check", "示例", "--lang", "fr"), "fr"),
        (("check", "示例", "--settings", "none.toml"), "none.toml"),
        (("check", "示例", "--settings", ""), "expected a readable TOML file"),
        (("check", "示例", "--setting", "none.toml"), "--setting"),
        (("check", "示例", "--jsonl"), "--jsonl"),
    ],
)
def test_what_cannot_be_run_is_3(zhamen: Run, words: tuple[str, ...], said: str) -> None:
    """A missing argument, an unknown verb or option and a missing settings file are 3."""
    done = zhamen(*words)

    assert done.status == 3
    assert said in done.out + done.err


@pytest.mark.parametrize(
    "content", ["nonsense = 1\n", "[limits]\nseconds = 'ten'\n", "limits = 3\n", "[[", "\xff"]
)
def test_bad_settings_are_3(zhamen: Run, tmp_path: Path, content: str) -> None:
    """Settings that are not understood are refused by the name of their file."""
    (tmp_path / "unit.toml").write_text(content, "latin-1")
    done = zhamen("check", "示例", "--settings", "unit.toml")

    assert (done.status, "unit.toml" in done.err) == (3, True)


def test_an_answer_that_cannot_be_written_is_3(tmp_path: Path) -> None:
    """On a full disk the status is not that of a clean text."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "check", "示例"], stdout=full, stderr=subprocess.DEVNULL, check=False,
            env=environment(tmp_path), timeout=60,
        )  # fmt: skip

    assert done.returncode == 3


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_standard_input_in_any_encoding(zhamen: Run, encoding: str) -> None:
    """A mark that is piped in is found in whatever encoding it comes."""
    text = f"关于示例事项的通知\n{MARK}\n请各单位遵照执行（示例）\n"

    assert zhamen("check", "-", stdin=text.encode(encoding)).status == 1
    assert zhamen("check", "-", stdin=text.replace(MARK, "示例").encode(encoding)).status == 0


def test_standard_input_without_text_is_unread(zhamen: Run) -> None:
    """Binary content that is piped in is 2."""
    assert zhamen("check", "-", stdin=UNKNOWN).status == 2


def test_too_much_standard_input_is_unread(zhamen: Run, tmp_path: Path) -> None:
    """What lies beyond the limit was not looked into, so the whole is not clean."""
    (tmp_path / "unit.toml").write_text("[limits]\ninput_bytes = 1000\n", "utf-8")
    done = zhamen("check", "-", "--settings", "unit.toml", stdin=b"a" * 1000 + MARK.encode())

    assert (done.status, "超过上限" in done.out) == (2, True)


def test_text_and_standard_input_and_files_are_one_message(zhamen: Run, tmp_path: Path) -> None:
    """Every part is inspected, and the verdict names where it found something."""
    (tmp_path / "附件.txt").write_text(f"{MARK}\n", "gbk")
    done = zhamen("check", MARK, "-", "--attach", "附件.txt", "--json", stdin=MARK.encode())

    parts = {finding["part"] for finding in json.loads(done.out)["findings"]}
    assert parts == {"stdin", "text", "附件.txt"}


REQUIRED = {"schema", "id", "decision", "clauses", "findings", "unread", "elapsed_ms"}
FINDING = {
    "detector": str, "decision": str, "part": str, "start": int, "end": int, "masked": str,
    "confidence": float, "why": str,
}  # fmt: skip
SOMETIMES = {"clause", "kind", "level", "page", "place", "document", "matched_chars"}


def test_json_is_schema_1(zhamen: Run) -> None:
    """The verdict has the fields of the contract, no others, in their types."""
    verdict = json.loads(zhamen("check", MARK, "--json").out)
    finding = verdict["findings"][0]

    assert verdict["schema"] == 1
    assert set(verdict) == REQUIRED | {"advice"}
    assert set(FINDING) <= set(finding) <= set(FINDING) | SOMETIMES
    assert all(isinstance(finding[name], kind) for name, kind in FINDING.items())
    assert (finding["start"], finding["end"]) == (0, 6)
    assert verdict["decision"] == "block" and verdict["clauses"] == [1]
    assert set(verdict["advice"]) == {"text", "notice"}


def test_json_of_a_clean_text_is_complete(zhamen: Run) -> None:
    """A program need not ask whether a field is there."""
    verdict = json.loads(zhamen("check", "您好（示例）", "--json").out)

    assert set(verdict) == REQUIRED
    assert (verdict["decision"], verdict["findings"], verdict["unread"]) == ("pass", [], [])


def test_json_names_what_is_unread(zhamen: Run) -> None:
    """An unread part comes with its name and the reason's word, and holds."""
    verdict = json.loads(zhamen("check", "--attach", "none.txt", "--json").out)

    assert verdict["unread"] == [{"part": "none.txt", "reason": "missing"}]
    assert verdict["decision"] == "hold"


def test_json_never_carries_the_text(zhamen: Run) -> None:
    """Evidence is masked in both forms of output."""
    for form in ("--json", "--lang=zh"):
        out = zhamen("check", MARK, form).out
        assert "机密" not in out and "10年" not in out and "机*★" in out


def test_a_stream_keeps_order_and_ids(zhamen: Run) -> None:
    """One verdict a line, in the order of the messages, under their ids."""
    rows = [{"id": f"m-{n}", "text": MARK if n % 3 == 0 else "您好（示例）"} for n in range(50)]
    done = zhamen("check", "--jsonl", stdin=lines(*rows))

    assert [row["id"] for row in done.rows()] == [row["id"] for row in rows]
    assert [row["decision"] == "block" for row in done.rows()] == [n % 3 == 0 for n in range(50)]
    assert done.status == 1


def test_a_stream_reads_attachments_and_context(zhamen: Run, tmp_path: Path) -> None:
    """Everything that a line may carry is understood."""
    (tmp_path / "附件.txt").write_text(MARK, "gbk")
    row = {
        "id": 7, "text": ["示例一", "示例二"], "attachments": ["附件.txt"],
        "sender": "u", "group": "g",
        "channel": "internal", "at": "2026-11-23T09:30:00+08:00", "context": ["上一条示例"],
    }  # fmt: skip
    (verdict,) = zhamen("check", "--jsonl", stdin=lines(row)).rows()

    assert (verdict["id"], verdict["findings"][0]["part"]) == ("7", "附件.txt")


BAD = [
    b"not json", b"{", b'"text"', b"[1, 2]", b"null", b"5", b"\xff\xfe", b"{}",
    {"id": "m", "txt": MARK}, {"text": 5}, {"text": None}, {"text": [MARK, 5]},
    {"attachments": {}}, {"text": "示例", "channel": "moon"}, {"text": "示例", "channel": []},
    {"text": "示例", "at": "yesterday"}, {"text": "示例", "at": 5}, {"text": "示例", "context": 5},
    b"[" * 100_000, b'{"text": ' + b"[" * 100_000, b'{"text": "' + b"9" * 10 + b"\n",
    b'{"text": "x", "id": ' + b"9" * 5000 + b"}",
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: str(bad)[:24])
def test_a_bad_line_stops_nothing(zhamen: Run, bad: Any) -> None:
    """It gets a verdict of its own, unread; those before and behind it get theirs."""
    bad = bad if isinstance(bad, dict) else bad.rstrip(b"\n")
    done = zhamen("check", "--jsonl", stdin=lines({"id": "a", "text": "您好（示例）"}, bad,
                                                  {"id": "b", "text": "再见（示例）"}))  # fmt: skip
    before, own, behind = done.rows()

    assert own["unread"] == [{"part": "line 2", "reason": "bad_line"}]
    assert own["decision"] == "hold" and done.status == 2
    assert (before["decision"], behind["decision"]) == ("pass", "pass")


def test_a_request_is_seen_in_its_conversation(zhamen: Run) -> None:
    """What was said before makes an innocent line a request to leak."""
    asked = {
        "text": "你把全文拍照发到群里，告知大家（示例）",
        "context": ["刚收到的密码电报（示例）内容看不清"],
    }
    alone, together = zhamen(
        "check", "--jsonl", stdin=lines({"text": "今天天气真好（示例）", "context": [MARK]}, asked)
    ).rows()

    assert (alone["decision"], together["decision"]) == ("pass", "hold")


def test_a_bad_line_beside_a_mark_is_1(zhamen: Run) -> None:
    """What was found outweighs what was not read."""
    assert zhamen("check", "--jsonl", stdin=lines(b"bad", {"text": MARK})).status == 1


def test_a_line_beyond_the_limit_is_unread(zhamen: Run, tmp_path: Path) -> None:
    """A line that is too long is said to be, and the next is answered."""
    (tmp_path / "unit.toml").write_text("[limits]\ninput_bytes = 1000\n", "utf-8")
    stdin = lines({"text": "a" * 2000}, {"text": MARK})
    long, short = zhamen("check", "--jsonl", "--settings", "unit.toml", stdin=stdin).rows()

    assert long["unread"][0]["reason"] == "too_large"
    assert short["decision"] == "block"


@pytest.mark.parametrize("name", ["", "\0", "\ud800", "none.txt", "."])
def test_an_odd_attachment_in_a_stream_is_unread(zhamen: Run, name: str) -> None:
    """No name of a file ends the stream or passes for clean."""
    stdin = json.dumps({"attachments": [name]}).encode() + b"\n" + lines({"text": "示例"})
    done = zhamen("check", "--jsonl", stdin=stdin)

    assert [bool(row["unread"]) for row in done.rows()] == [True, False]
    assert done.status == 2


def test_a_stream_takes_a_bom_blank_lines_and_no_last_line_end(zhamen: Run) -> None:
    """What editors of all kinds leave behind is no fault."""
    stdin = b"\xef\xbb\xbf" + lines({"text": "示例"}).replace(b"\n", b"\r\n") + b"\n  \n"
    done = zhamen("check", "--jsonl", stdin=stdin + lines({"text": MARK}).strip())

    assert [row["decision"] for row in done.rows()] == ["pass", "block"]


def test_a_stream_answers_before_it_is_closed(tmp_path: Path) -> None:
    """Who sends one message and waits gets its verdict."""
    process = subprocess.Popen(
        [*COMMAND, "check", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=environment(tmp_path), cwd=tmp_path,
    )  # fmt: skip
    with process:
        assert process.stdin and process.stdout
        for number in range(3):
            process.stdin.write(lines({"id": number, "text": MARK}))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == str(number)
        process.stdin.close()

    assert process.returncode == 1


def test_the_language_is_asked_for(zhamen: Run) -> None:
    """`--lang en` speaks English, wherever it stands."""
    for words in (("check", MARK, "--lang", "en"), ("--lang=en", "check", MARK)):
        out = zhamen(*words).out
        assert "must-not 1" in out and "不得之" not in out


def test_the_language_of_the_environment(zhamen: Run) -> None:
    """ZHAMEN_LANG counts where nothing is asked for, and less than `--lang`."""
    assert "block" in zhamen("check", MARK, ZHAMEN_LANG="en").out
    assert "拦截" in zhamen("check", MARK, "--lang", "zh", ZHAMEN_LANG="en").out
    assert zhamen("check", MARK, ZHAMEN_LANG="fr").status == 3


def test_the_advice_speaks_the_language_too(zhamen: Run) -> None:
    """The JSON form carries the advice in the language that was asked for."""
    advice = json.loads(zhamen("check", MARK, "--json", "--lang", "en").out)["advice"]

    assert advice["text"].isascii() or "Stop" in advice["text"]


def test_a_units_own_words_count(zhamen: Run, tmp_path: Path) -> None:
    """`--phrases` adds a unit's file to the shipped lists."""
    (tmp_path / "云岭示例.toml").write_text(OWN, "utf-8")
    text = "白鹭项目示例今天开工"

    assert zhamen("check", text).status == 0
    assert zhamen("check", text, "--phrases", "云岭示例.toml").status == 1


def test_the_settings_name_the_words_too(zhamen: Run, tmp_path: Path) -> None:
    """Phrases in the settings are found beside the settings, from any folder."""
    (tmp_path / "unit").mkdir()
    (tmp_path / "unit" / "own.toml").write_text(OWN, "utf-8")
    (tmp_path / "unit" / "zhamen.toml").write_text('[policy]\nphrases = ["own.toml"]\n', "utf-8")
    done = zhamen("check", "白鹭项目示例", ZHAMEN_SETTINGS=str(tmp_path / "unit" / "zhamen.toml"))

    assert done.status == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("no toml [", "own.toml"),
        (OWN.replace('"hold"', '"maybe"'), "maybe"),
        (OWN + "colour = 'red'\n", "colour"),
        (OWN.replace("unpublished_matter", "nonsense"), "nonsense"),
        (OWN.replace('["白鹭项目示例"]', '[""]'), "empty word"),
    ],
)
def test_a_broken_phrase_file_is_3(zhamen: Run, tmp_path: Path, content: str, said: str) -> None:
    """Nothing is inspected under half a policy; the file and the fault are named."""
    (tmp_path / "own.toml").write_text(content, "utf-8")
    done = zhamen("check", "示例", "--phrases", "own.toml")

    assert done.status == 3
    assert "own.toml" in done.err and said in done.err
    assert "internal error" not in done.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (OWN.replace('["白鹭项目示例"]', "5"), "any"),
        (OWN.replace('["白鹭项目示例"]', '"白鹭示例"'), "any"),
        (OWN.replace("clause = 5", "clause = 8"), "clause"),
        (OWN.replace("clause = 5", "clause = 'five'"), "clause"),
        (OWN.replace("[[unpublished_matter.rule]]", "[unpublished_matter.rule]"), "own.toml"),
    ],
)
def test_a_phrase_file_of_wrong_types_is_3(
    zhamen: Run, tmp_path: Path, content: str, said: str
) -> None:
    """A word for a list, a clause that there is not: the file and the fault are named."""
    (tmp_path / "own.toml").write_text(content, "utf-8")
    done = zhamen("check", "白鹭项目示例", "--phrases", "own.toml")

    assert done.status == 3
    assert "own.toml" in done.err and said in done.err


def test_a_missing_phrase_file_is_3(zhamen: Run) -> None:
    """A list that is not there is no empty list."""
    assert zhamen("check", "示例", "--phrases", "none.toml").status == 3


@pytest.mark.parametrize(
    "words",
    [
        ("check", "示例", "--json", MARK),
        ("check", "--nonsense", MARK),
        (MARK,),
        ("check", "--jsonl", MARK),
        ("check", MARK, "--settings", "none.toml"),
    ],
)
def test_no_complaint_repeats_the_text(zhamen: Run, words: tuple[str, ...]) -> None:
    """Whatever is wrong with the words, the text among them is not said again."""
    done = zhamen(*words)

    assert done.status == 3
    assert "机密" not in done.err and "10年" not in done.err


@pytest.mark.parametrize("row", [{"txt": MARK}, {"text": {MARK: 1}}, {"text": "a", "at": MARK}])
def test_no_remark_repeats_the_line(zhamen: Run, row: dict[str, Any]) -> None:
    """What is said of a bad line does not quote it."""
    err = zhamen("check", "--jsonl", stdin=lines(row, MARK.encode())).err

    assert "line 1" in err and "line 2" in err
    assert "机密" not in err and "10年" not in err


def test_explain_reports_near_misses(zhamen: Run, tmp_path: Path) -> None:
    """A word without its company comes near a rule; `--explain` says which."""
    (tmp_path / "own.toml").write_text(OWN + 'with = ["报价"]\n', "utf-8")
    words = ("check", "白鹭项目示例很好", "--phrases", "own.toml", "--json")

    assert "near_misses" not in json.loads(zhamen(*words).out)
    near = json.loads(zhamen(*words, "--explain").out)["near_misses"]
    assert any("unit-projects" in each for each in near)
    assert "unit-projects" in zhamen(*words[:-1], "--explain").out


def test_the_version_and_the_help_are_0(zhamen: Run) -> None:
    """Asking what there is is no fault."""
    assert zhamen("--version").status == 0
    assert all(zhamen(*words).status == 0 for words in (("--help",), ("check", "-h")))
