"""What the Matrix gate remembers: files by their content, cases, and what people reply."""

import sqlite3
from pathlib import Path

import pytest

from zhamen.errors import UsageError
from zhamen.matrix.asking import blanks, filled, read_reply
from zhamen.matrix.database import Database
from zhamen.matrix.media import Media, Medium, Standing
from zhamen.matrix.notices import AGAIN_SECONDS, Notice, Notices

ZHANG, LI = "@zhang:a", "@li:a"


@pytest.fixture
def media(tmp_path: Path) -> Media:
    """An empty table of media."""
    return Media(Database(tmp_path))


def test_a_file_stands_free_unknown_or_contained(media: Media) -> None:
    """Only what was inspected may be quoted, and what is contained under no address."""
    media.keep(Medium("mxc://a/1", "d1", ZHANG, 1.0))
    media.keep(Medium("mxc://a/2", "d1", LI, 2.0))
    before = [media.standing(f"mxc://a/{number}", LI, "!r") for number in "123"]

    assert before == [Standing.FREE, Standing.FREE, Standing.UNKNOWN]
    assert media.contain("mxc://a/2", "ZM-1", 3.0) == ["mxc://a/1", "mxc://a/2"]
    assert media.standing("mxc://a/1", ZHANG, "!r") is Standing.CONTAINED
    assert media.is_contained("d1") and not media.is_contained("d2")


def test_a_released_file_is_its_senders_for_one_room(media: Media) -> None:
    """The first room in which it is shown is the only one; nobody else forwards it."""
    media.keep(Medium("mxc://a/1", "d1", ZHANG, 1.0, "R-1"))

    assert media.standing("mxc://a/1", LI, "!r") is Standing.NOT_YOURS
    assert media.standing("mxc://a/1", ZHANG, "!r") is Standing.FREE
    assert media.standing("mxc://a/1", ZHANG, "!r") is Standing.FREE
    assert media.standing("mxc://a/1", ZHANG, "!other") is Standing.NOT_YOURS


def test_the_table_outlives_the_gate(tmp_path: Path) -> None:
    """What was inspected yesterday is known today."""
    database = Database(tmp_path)
    Media(database).keep(Medium("mxc://a/1", "d1", ZHANG, 1.0))
    database.close()

    assert Media(Database(tmp_path)).standing("mxc://a/1", LI, "!r") is Standing.FREE
    assert (tmp_path / "matrix.db").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_takes_no_file_is_said(tmp_path: Path) -> None:
    """A gate without memory does not start."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError):
        Database(tmp_path / "file")


def test_a_transaction_that_does_not_end_well_ends_all_the_same(tmp_path: Path) -> None:
    """What cannot be committed is said, and the next one is written."""
    database = Database(tmp_path)
    database.make(
        "PRAGMA foreign_keys = ON; CREATE TABLE of (id INTEGER PRIMARY KEY);"
        "CREATE TABLE one (id REFERENCES of (id) DEFERRABLE INITIALLY DEFERRED);"
    )
    with pytest.raises(sqlite3.IntegrityError), database.writing() as file:
        file.execute("INSERT INTO one VALUES (1)")
    with database.writing() as file:
        file.execute("INSERT INTO of VALUES (1)")

    assert len(database.rows("SELECT * FROM of")) == 1
    assert database.rows("SELECT * FROM one") == []


def test_a_file_that_takes_no_table_is_said(tmp_path: Path) -> None:
    """A gate whose memory another one is changing just now does not start, and says why."""
    other = Database(tmp_path)
    with other.writing(), pytest.raises(UsageError, match="locked"):
        Media(Database(tmp_path))


def notice(case: str, at: float, sender: str = ZHANG) -> Notice:
    return Notice(case, sender, "!r", "d", at, {"decision": "hold"})


@pytest.fixture
def notices(tmp_path: Path) -> Notices:
    """An empty table of notices."""
    return Notices(Database(tmp_path))


def test_a_client_that_tries_again_is_one_case(notices: Notices) -> None:
    """Within ten minutes the sender is told once; later, again."""
    first = [notices.note(notice("ZM-1", at)) for at in (1.0, 2.0)]
    notices.told("ZM-1", "$1", 3.0)
    later = [notices.note(notice("ZM-1", at)) for at in (4.0, 4.0 + AGAIN_SECONDS)]

    assert (first, later) == ([True, False], [False, True])
    assert [each.case_id for each in notices.untold()] == ["ZM-1"]


def test_a_reply_is_about_the_senders_own_case(notices: Notices) -> None:
    """By its number, by what is replied to, else the newest; never somebody else's."""
    for number, at in enumerate((1.0, 2.0, 3.0), 1):
        notices.note(notice(f"ZM-{number}", at, LI if number == 3 else ZHANG))
        notices.told(f"ZM-{number}", f"${number}", at)
    found = [
        notices.about(ZHANG),
        notices.about(ZHANG, case_id="ZM-1"),
        notices.about(ZHANG, event_id="$1"),
        notices.about(ZHANG, case_id="ZM-3"),
        notices.about("@wang:a"),
    ]

    assert [each and each.case_id for each in found] == ["ZM-2", "ZM-1", "ZM-1", None, None]


def test_old_notices_are_forgotten(notices: Notices) -> None:
    """After their time nothing is left."""
    notices.note(notice("ZM-1", 1.0))
    notices.forget(2.0)

    assert notices.untold() == []


REPLIES = [
    pytest.param("申请放行", "release", "", (), id="plain"),
    pytest.param("申请放行 zm-1125-abcdefg", "release", "ZM-1125-ABCDEFG", (), id="with a case"),
    pytest.param("发领取通知 11 27 李四", "notice", "", ("11", "27", "李四"), id="filled"),
    pytest.param("> 回复：我误发了\n\n约阅", "reading", "", (), id="quotes our own list"),
    pytest.param("我误发了！", "mistake", "", ("！",), id="with a sign"),
    pytest.param("怎么办", "", "", (), id="none"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "command", "case", "words"), REPLIES)
def test_a_reply_is_understood(body: str, command: str, case: str, words: tuple[str, ...]) -> None:
    """The command, the case, and what stands behind it."""
    asked = read_reply({"body": body})

    assert (asked.command, asked.case_id, asked.words) == (command, case, words)


def test_a_draft_is_filled_in_order() -> None:
    """Blanks that are left are counted, and nothing is posted with them."""
    draft = "请于____月____日前领取。联系人：____。"

    assert filled(draft, ("11", "27", "李四")) == "请于11月27日前领取。联系人：李四。"
    assert blanks(filled(draft, ("11",))) == 2
