"""The ledger: a deed is done only if every rule allows it; a history gives one state, always."""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from zhamen import plugins
from zhamen.custody import deeds as tray
from zhamen.custody.deed import Deed, Refusal
from zhamen.custody.document import Document
from zhamen.custody.house import House
from zhamen.errors import CustodyError, PluginError


@cache
def load_deeds() -> dict[str, type[Deed]]:
    """Return every kind of deed that stands in the tray, by name."""
    kinds = plugins.load_tray(tray, "DEED", type)
    deeds = {kind.name: kind for kind in kinds if issubclass(kind, Deed)}
    if len(deeds) < len(kinds):
        raise PluginError("deeds: a file of this tray exports no kind of Deed")
    return deeds


def do(document: Document | None, deed: Deed, house: House) -> Document:
    """Return the document after the deed. Raises CustodyError with every rule that it breaks."""
    if refused := list(dict.fromkeys(refusals(document, deed, house))):
        raise CustodyError("\n".join(map(in_words, refused)), refused)
    return after(document, deed)


def refusals(document: Document | None, deed: Deed, house: House) -> Iterable[Refusal]:
    """Yield every reason why a deed may not be done now."""
    if deed.begins != (document is None):
        yield Refusal("begins_twice" if deed.begins else "unknown_document")
        return
    before = deed.begun() if document is None else document
    if deed.at < before.at:
        yield Refusal("backwards")
    yield from deed.refusals(before, house)
    yield from (Refusal("unsigned", person) for person in sorted(deed.signers() - deed.signed))


def after(document: Document | None, deed: Deed) -> Document:
    """Return the document after a deed that was done."""
    before = deed.begun() if document is None else document
    return replace(deed.change(before), at=deed.at, deeds=before.deeds + 1)


def replay(history: Iterable[Deed]) -> Document | None:
    """Return the document that a history leads to, None for an empty one."""
    document = None
    for deed in history:
        document = after(document, deed)
    return document


_SOURCES = {
    "statute": ("保密法第 {} 条", "State Secrets Law, article {}"),
    "regulation": ("保密法实施条例第 {} 条", "its Implementing Regulation, article {}"),
}


@cache
def _words() -> dict[str, dict[str, Any]]:
    text = files("zhamen.custody").joinpath("refusals.toml").read_text("utf-8")
    return tomllib.loads(text)


def in_words(refusal: Refusal, language: str = "zh") -> str:
    """Return a refusal as a sentence, with the article that it rests on."""
    entry = _words()[refusal.code]
    chinese = language == "zh"
    text: str = entry["text" if chinese else "text_en"].replace("{about}", refusal.about)
    for source, (zh, en) in _SOURCES.items():
        if source in entry:
            said = (zh if chinese else en).format(entry[source])
            text += f"（{said}）" if chinese else f" ({said})"
    return text
