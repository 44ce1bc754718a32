"""`zhamen register list`: what is registered, and a list to be signed for."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from zhamen.cli.exits import CLEAN
from zhamen.cli.registering._action import add_bundle, open_registry
from zhamen.cli.registering._words import KINDS, LEVELS, STATUSES
from zhamen.cli.terminal import Terminal, columns
from zhamen.errors import UsageError
from zhamen.register.document import Document
from zhamen.register.registry import Registry


class List:
    """Lists documents by id, kind and level; never by their titles, which nobody keeps."""

    name = "list"
    help = "列出已登记的文件，可打印签字 / list the documents, on paper to sign if wanted"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the bundle and the form of the list."""
        add_bundle(parser)
        parser.add_argument(
            "--json", action="store_true", help="每份一行 JSON / one JSON object a line"
        )
        parser.add_argument("--manifest", type=Path, metavar="OUT.html",
            help="登记清单，供经办人、审核人签字 / a list to be signed")  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Print the list, or write it as a page."""
        with open_registry(options, terminal) as registry:
            rows = [_row(each, entry) for _, _, each, entry in registry.vault.documents()]
            if options.manifest:
                _write(options.manifest, registry, rows, terminal)
            elif options.json:
                for row in rows:
                    terminal.json(row, indent=None)
            else:
                _show(rows, terminal)
        return CLEAN


def _row(document: Document, entry: Any) -> dict[str, Any]:
    return {
        "id": document.id,
        "kind": str(document.kind),
        "level": str(document.level),
        "term": document.term,
        "clauses": list(document.serves),
        "status": str(document.status),
        "family": document.family,
        "letters": int(entry["letters"]),
    }


def _show(rows: list[dict[str, Any]], terminal: Terminal) -> None:
    widest = max((columns(row["id"]) for row in rows), default=0)
    for row in rows:
        pad = " " * (widest - columns(row["id"]))
        words = [
            terminal.pick(*KINDS[row["kind"]]),
            terminal.pick(*LEVELS[row["level"]]),
            row["term"],
            terminal.pick(f"{row['letters']:,} 字", f"{row['letters']:,} letters"),
        ]
        if row["status"] != "active":
            words.append(terminal.pick(*STATUSES[row["status"]]))
        if row["family"]:
            words.append(terminal.pick(f"{row['family']} 的版本", f"version of {row['family']}"))
        terminal.say(f"{row['id']}{pad}  {' · '.join(word for word in words if word)}")
    terminal.note(terminal.pick(f"共 {len(rows):,} 份", f"{len(rows):,} documents"))


def _write(path: Path, registry: Registry, rows: list[dict[str, Any]], terminal: Terminal) -> None:
    from zhamen.cli.registering._manifest import render

    page = render(rows, registry, terminal.language)
    try:
        path.write_text(page, "utf-8", "backslashreplace")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", advice="--manifest FILE.html") from error
    terminal.note(terminal.pick(f"清单已写入 {path}", f"List: {path}"))


ACTION = List()
