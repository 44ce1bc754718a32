"""A history: a deed is done only if every rule allows it; the same deeds give one state, always."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from importlib.resources import files
from types import ModuleType
from typing import Any, Generic

from zhamen import plugins
from zhamen.deeds.deed import Deed, Refusal, T
from zhamen.deeds.house import House
from zhamen.errors import DeedError, PluginError

_SOURCES = {
    "statute": ("保密法第 {} 条", "State Secrets Law, article {}"),
    "regulation": ("保密法实施条例第 {} 条", "its Implementing Regulation, article {}"),
}


class History(Generic[T]):
    """The deeds of one sort of thing: their tray, and the words of their refusals."""

    def __init__(self, tray: ModuleType, words: str) -> None:
        """Take the tray of deeds, and the package that holds `refusals.toml`."""
        self._tray = tray
        self._package = words

    @cached_property
    def kinds(self) -> dict[str, type[Deed[T]]]:
        """Return every kind of deed that stands in the tray, by name."""
        found = plugins.load_tray(self._tray, "DEED", type)
        kinds = {kind.name: kind for kind in found if issubclass(kind, Deed)}
        if len(kinds) < len(found):
            raise PluginError(f"{self._tray.__name__}: a file exports no kind of Deed")
        return kinds

    def do(self, thing: T | None, deed: Deed[T], house: House) -> T:
        """Return the thing after the deed. Raises DeedError with every rule that it breaks."""
        if refused := list(dict.fromkeys(self.refusals(thing, deed, house))):
            raise DeedError("\n".join(map(self.in_words, refused)), refused)
        return self.after(thing, deed)

    def refusals(self, thing: T | None, deed: Deed[T], house: House) -> Iterator[Refusal]:
        """Yield every reason why a deed may not be done now."""
        if deed.begins != (thing is None):
            yield Refusal("begins_twice" if deed.begins else "not_begun")
            return
        before = deed.begun() if thing is None else thing
        if deed.at < before.at:
            yield Refusal("backwards")
        yield from deed.refusals(before, house)
        yield from (Refusal("unsigned", person) for person in sorted(deed.signers() - deed.signed))

    def after(self, thing: T | None, deed: Deed[T]) -> T:
        """Return the thing after a deed that was done."""
        before = deed.begun() if thing is None else thing
        changed: Any = deed.change(before)
        done: T = replace(changed, at=deed.at, deeds=before.deeds + 1)
        return done

    def replay(self, deeds: Iterable[Deed[T]]) -> T | None:
        """Return the thing that a history leads to, None for an empty one."""
        thing = None
        for deed in deeds:
            thing = self.after(thing, deed)
        return thing

    @cached_property
    def _words(self) -> dict[str, dict[str, Any]]:
        said: dict[str, dict[str, Any]] = {}
        for package in ("zhamen.deeds", self._package):
            text = files(package).joinpath("refusals.toml").read_text("utf-8")
            said |= tomllib.loads(text)
        return said

    def in_words(self, refusal: Refusal, language: str = "zh") -> str:
        """Return a refusal as a sentence, with the article that it rests on."""
        entry = self._words[refusal.code]
        chinese = language == "zh"
        text: str = entry["text" if chinese else "text_en"].replace("{about}", refusal.about)
        for source, (zh, en) in _SOURCES.items():
            if source in entry:
                said = (zh if chinese else en).format(entry[source])
                text += f"（{said}）" if chinese else f" ({said})"
        return text
