"""Messengers' folders: found by themselves, read whole, and their databases left alone."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from running import Done, Run, run

from zhamen.cli.scanning.messengers import find_stores, origin_of

TOOL = Path(__file__).parents[2] / "tools" / "make_chat_folders.py"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A home of 150 files with fourteen secrets, and where they are."""
    top = tmp_path_factory.mktemp("made")
    words = (str(top / "home"), "--files", "150", "--secrets", "14")
    more = ("--pictures", "0", "--manifest", str(top / "told.json"))
    subprocess.run([sys.executable, TOOL, *words, *more], check=True, stdout=subprocess.DEVNULL)
    return top / "home", json.loads((top / "told.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def scanned(home: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Done:
    """One scan of it all."""
    return run(tmp_path_factory.mktemp("person"), "scan", "--messenger", home[0], "--jsonl")


def test_every_planted_secret_is_found(scanned: Done, home: tuple[Path, dict[str, Any]]) -> None:
    """In both layouts of WeChat, in WeCom and QQ; nothing else is suspected."""
    folder, told = home
    stopped = {row["id"] for row in scanned.rows() if row["findings"]}

    assert stopped == {str(folder / each["path"]) for each in told["planted"]}
    assert scanned.status == 1


def test_databases_are_left_alone(scanned: Done, home: tuple[Path, dict[str, Any]]) -> None:
    """What is inspected are the files sent and received, all of them, and nothing beside."""
    folder, told = home
    rows = scanned.rows()

    assert len(rows) == told["files"] == 150
    assert not [row["id"] for row in rows if row["id"].endswith(".db")]
    assert list(folder.rglob("*.db"))


def test_the_films_and_voices_are_real(scanned: Done) -> None:
    """None is damaged; voice messages are unread for want of a model, and films are looked at."""
    rows = scanned.rows()
    reasons = {(Path(row["id"]).suffix, u["reason"]) for row in rows for u in row["unread"]}

    assert reasons <= {(".amr", "no_speech_model")}
    assert [row for row in rows if row["id"].endswith(".mp4")]


def test_one_s_own_home_is_searched(zhamen: Run, home: tuple[Path, dict[str, Any]]) -> None:
    """Without a path it is the person's home; what was found is said, clients by name."""
    done = zhamen("scan", "--messenger", HOME=str(home[0]))

    assert "共检查 150 个文件" in done.out
    for client in ("微信 3.x", "微信 4.x", "企业微信", "QQ"):
        assert client in done.err


def test_a_home_without_any_is_said_to_be_so(zhamen: Run, tmp_path: Path) -> None:
    """No folder found is not a clean scan: status 3, and what to do instead."""
    done = zhamen("scan", "--messenger", tmp_path)

    assert done.status == 3
    assert "scan FOLDER" in done.err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_moved_folder_is_followed(tmp_path: Path, encoding: str) -> None:
    """WeChat 4.x notes where it was moved to, in one of two encodings."""
    moved = tmp_path / "数据盘" / "聊天"
    (moved / "xwechat_files" / "wxid_shili" / "msg" / "file").mkdir(parents=True)
    notes = tmp_path / "home/AppData/Roaming/Tencent/xwechat/config"
    notes.mkdir(parents=True)
    (notes / "0a.ini").write_text(f"{moved}\n", encoding)
    (store,) = find_stores([tmp_path / "home"])

    assert store.folders == (moved / "xwechat_files/wxid_shili/msg/file",)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (
            "a/WeChat Files/wxid_x/FileStorage/File/2026-03/b.docx",
            ("微信 3.x", "wxid_x", "", "2026-03"),
        ),
        (
            "/h/WeChat Files/wxid_x/FileStorage/MsgAttach/0ab1/Image/2026-03/c.dat",
            ("微信 3.x", "wxid_x", "0ab1", "2026-03"),
        ),
        (
            "/h/xwechat_files/wxid_x_1f/msg/attach/0ab1/2026-03/Img/c_t.dat",
            ("微信 4.x", "wxid_x_1f", "0ab1", "2026-03"),
        ),
        (
            "xwechat_files/wxid_x_1f/msg/file/2026-03/c.pdf",
            ("微信 4.x", "wxid_x_1f", "", "2026-03"),
        ),
        ("D/WXWork/1688/Cache/File/2026-03/c.pdf", ("企业微信", "1688", "", "2026-03")),
        (
            "D/Tencent Files/10001/nt_qq/nt_data/Pic/2026-03/Ori/c.jpg",
            ("QQ", "10001", "", "2026-03"),
        ),
        ("D/Tencent Files/10001/FileRecv/c.pdf", ("QQ、TIM（旧版）", "10001", "", "")),
        ("Android/data/com.tencent.mm/MicroMsg/Download/c.pdf", ("微信（手机）", "", "", "")),
    ],
)
def test_a_path_tells_where_a_file_came_from(path: str, told: tuple[str, ...]) -> None:
    """Client, account, the other side and month stand in it."""
    origin = origin_of(path)
    assert origin is not None

    assert (origin.client.title, origin.account, origin.talker, origin.month) == told


@pytest.mark.parametrize("path", ["/home/a/Documents/c.pdf", "WeChat Files/readme.txt", "", "/"])
def test_other_paths_tell_nothing(path: str) -> None:
    """A file that lies in no messenger's folder has no such origin."""
    assert origin_of(path) is None
