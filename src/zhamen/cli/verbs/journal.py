"""`zhamen journal ACTION`: checks the office's journal, off line, with the public key alone."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.exits import CLEAN, STOPPED
from zhamen.cli.helping import Parser
from zhamen.cli.journalling import add_place, anchors_of, place_of, tell
from zhamen.cli.progress import Counting
from zhamen.cli.terminal import Terminal
from zhamen.errors import JournalError
from zhamen.journal.checkpoint import opened
from zhamen.journal.merkle import Tree, root_of_inclusion
from zhamen.journal.sources import export, open_source
from zhamen.journal.verifying import verify

_AGAINST = (
    "外部锚点：检查点文件，或打印的短式，如 '187 3f5a 09c1 77de 20b4'，可多次给出 / "
    "an anchor: a checkpoint file, or the printed short form, '187 3f5a 09c1 77de 20b4'"
)


class Journal:
    """Hands over to the action that is named."""

    name = "journal"
    help = "核对保密办的日志，只用公钥，不用联网 / check the office's journal, off line"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add a parser for each action."""
        actions = parser.add_subparsers(
            dest="action", metavar="ACTION", required=True, parser_class=Parser
        )
        check = self._action(
            actions, "verify", "逐条重读并核对 / read and check every entry", _verify
        )
        check.add_argument("--against", action="append", default=[], metavar="CHECKPOINT",
                           help=_AGAINST)  # fmt: skip
        check.add_argument("--json", action="store_true", help="JSON 输出 / JSON output")
        out = self._action(
            actions, "export", "导出成一个文件，交给审计 / export to one file", _export
        )
        out.add_argument("-o", "--output", type=Path, required=True, metavar="FILE",
                         help="写到哪里（不覆盖） / where to write it")  # fmt: skip
        proof = self._action(
            actions, "prove", "证明某一条在日志里 / prove that an entry is in the journal", _prove
        )
        proof.add_argument("--entry", type=int, required=True, metavar="NUMBER",
                           help="第几条，从 0 起 / which entry, from 0")  # fmt: skip

    def _action(self, actions: object, name: str, words: str, act: object) -> ArgumentParser:
        each: ArgumentParser = actions.add_parser(name, help=words, description=words)  # type: ignore[attr-defined]
        add_place(each)
        each.set_defaults(act=act)
        return each

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Run the action and return its exit status."""
        status: int = options.act(options, terminal)
        return status


def _verify(options: Namespace, terminal: Terminal) -> int:
    """Check the whole journal; status 1 if anything is wrong with it."""
    place, key = place_of(options, terminal)
    anchors = list(anchors_of(options, terminal, key))
    with open_source(place) as source, Counting(terminal, {"read": ("条", "entries")}) as progress:
        report = verify(source, key, anchors, lambda read: progress("read", read, 0))
    if options.json:
        terminal.json({
            "size": report.size, "root": report.root.hex(), "short": report.short,
            "sound": report.sound, "checkpoints": report.checkpoints, "anchors": report.anchors,
            "faults": [{"first": f.first, "last": f.last, "kind": f.kind} for f in report.faults],
        })  # fmt: skip
    else:
        tell(report, terminal)
    return STOPPED if report.faults else CLEAN


def _export(options: Namespace, terminal: Terminal) -> int:
    """Write the journal as a file of lines."""
    place, _ = place_of(options, terminal)
    try:
        with open_source(place) as source, open(options.output, "xb") as file:
            file.writelines(export(source))
    except OSError as error:
        raise JournalError(f"{options.output}: {error.strerror}", advice="-o FILE") from error
    return CLEAN


def _prove(options: Namespace, terminal: Terminal) -> int:
    """Print the proof that an entry is among those that the head was signed over."""
    place, key = place_of(options, terminal)
    with open_source(place) as source:
        notes = list(source.checkpoints())
        records = [data for _, data in source.records()]
    head = opened(notes[-1], key) if notes else None
    if head is None or not 0 <= options.entry < head.size <= len(records):
        size = head.size if head else 0
        raise JournalError(f"--entry：签过名的有 {size} 条，从 0 起 / {size} entries are signed")
    tree = Tree(key.hashing, map(key.hashing.leaf, records[: head.size]))
    proof = tree.inclusion(options.entry)
    leaf = key.hashing.leaf(records[options.entry])
    if root_of_inclusion(key.hashing, leaf, options.entry, head.size, proof) != head.root:
        raise JournalError(
            "日志与签名不符，证明不了 / the journal is not as it was signed",
            advice="zhamen journal verify",
        )
    terminal.json({
        "record": json.loads(records[options.entry]), "index": options.entry, "size": head.size,
        "leaf": leaf.hex(), "proof": [node.hex() for node in proof], "checkpoint": notes[-1],
    })  # fmt: skip
    return CLEAN


VERB = Journal()
