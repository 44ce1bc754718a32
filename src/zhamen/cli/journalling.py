"""What the actions of `zhamen journal` share: where the journal lies, and how a check is told."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from zhamen.cli.terminal import Terminal
from zhamen.errors import JournalError
from zhamen.journal.checkpoint import Anchor, anchor_of
from zhamen.journal.faults import WORDS, Fault, Report
from zhamen.journal.head_file import read_head
from zhamen.journal.keys import PublicKey, load_public_key
from zhamen.office.places import Places

_SHOWN = 20


def add_place(parser: ArgumentParser) -> None:
    """Add where the journal lies, and its public key."""
    parser.add_argument(
        "journal", nargs="?", metavar="JOURNAL",
        help="office.sqlite3、导出的文件或 postgresql://…；不写就是本机的保密办 / "
        "office.sqlite3, an exported file or postgresql://…; by default this machine's office",
    )  # fmt: skip
    parser.add_argument(
        "--key", type=Path, metavar="PUBKEY",
        help="日志公钥 journal.pub；不写就用保密办文件夹里的 / "
        "journal.pub; by default the one in the office's folder",
    )  # fmt: skip


def place_of(options: Namespace, terminal: Terminal) -> tuple[str, PublicKey]:
    """Return where the journal lies and what checks it. Raises JournalError."""
    places = Places.of(terminal.settings.office)
    return options.journal or places.journal, load_public_key(options.key or places.public_key)


def anchors_of(options: Namespace, terminal: Terminal, key: PublicKey) -> Iterator[Anchor]:
    """Yield what is remembered outside: `--against`, and the head beside this machine's database.

    Raises JournalError for what is no checkpoint of this journal.
    """
    for text in options.against:
        yield _anchor(text, key)
    if options.journal is None:
        head = read_head(Places.of(terminal.settings.office).head, key)
        if head:
            yield head


def _anchor(text: str, key: PublicKey) -> Anchor:
    """Return the anchor that a file holds, or that was typed in from paper."""
    path = Path(text)
    try:
        if path.is_file():
            return anchor_of(path.read_text("utf-8"), key)
    except (OSError, ValueError) as error:
        raise JournalError(f"--against: {type(error).__name__}") from error
    return anchor_of(text, key)


def tell(report: Report, terminal: Terminal) -> None:
    """Print what a check found."""
    well = not report.faults
    sign = terminal.paint(
        terminal.pick(" 完好 ", " sound ") if well else terminal.pick(" 有问题 ", " bent "),
        "pass" if well else "block",
    )
    terminal.say(f"{sign} " + terminal.pick(
        f"读了 {report.size:,} 条记录，{report.checkpoints} 个检查点，{report.anchors} 个外部锚点",
        f"{report.size:,} entries, {report.checkpoints} checkpoints, {report.anchors} anchors read",
    ))  # fmt: skip
    for fault in report.faults[:_SHOWN]:
        terminal.say("  " + sentence(fault, terminal))
    if (more := len(report.faults) - _SHOWN) > 0:
        terminal.say(terminal.pick(f"  …… 另有 {more:,} 处", f"  … and {more:,} more"))
    if well:
        terminal.say(terminal.pick(f"  纸面锚点：{report.short}", f"  for paper: {report.short}"))
    else:
        terminal.say(terminal.pick(
            f"  前 {report.sound:,} 条与签名相符；出问题之后的，什么也证明不了。",
            f"  The first {report.sound:,} are as signed; behind a fault nothing is proven.",
        ))  # fmt: skip
    if not report.anchors:
        terminal.paragraph(terminal.pick(
            "没有与日志之外的东西比较过：整个数据库被换回旧的，单看它自己看不出来。"
            "请用 --against 给出打印的锚点。",
            "Compared with nothing outside: an older database put back whole is sound in itself. "
            "Give a printed anchor with --against.",
        ), "  ")  # fmt: skip


def sentence(fault: Fault, terminal: Terminal) -> str:
    """Return a fault in words."""
    where = f"{fault.first:,}" if fault.first == fault.last else f"{fault.first:,}–{fault.last:,}"
    return terminal.pick(
        f"第 {where} 条：{WORDS[fault.kind][0]}", f"entry {where}: {WORDS[fault.kind][1]}"
    )
