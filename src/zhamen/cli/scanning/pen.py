"""How a report says things: in one language, paths masked or whole, everything made safe."""

import html
from dataclasses import dataclass

from zhamen.cli.naming import plain
from zhamen.cli.scanning.masking import masked_path
from zhamen.cli.scanning.places import Place


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes for one reader."""

    language: str
    mask_paths: bool = False

    @property
    def english(self) -> bool:
        """Whether the reader reads English."""
        return self.language == "en"

    def say(self, chinese: str, english: str) -> str:
        """Return the text in the reader's language."""
        return english if self.english else chinese

    def text(self, value: str | None) -> str:
        """Return a text from outside, made safe for a page."""
        return html.escape(plain(value)) if value else ""

    def path(self, path: str) -> str:
        """Return a path or name, masked if that was asked for, made safe for a page."""
        return html.escape(masked_path(path) if self.mask_paths else plain(path))

    def place(self, place: Place) -> str:
        """Return an account or folder with its client before it."""
        if not place.client:
            return self.path(place.where)
        client = self.say(place.client, place.client_en)
        if place.where == place.client:
            return client
        return f"{client}　<span>{self.path(place.where)}</span>"

    def within(self, place: Place) -> str:
        """Return the other side and the month, empty where the path tells neither."""
        words = []
        if place.talker:
            words.append(self.say(f"会话 {place.talker}…", f"conversation {place.talker}…"))
        if place.month:
            words.append(place.month)
        return " · ".join(words)

    def clause(self, number: int | None) -> str:
        """Return how a must-not is cited."""
        return "" if number is None else self.say(f"不得之{number}", f"must-not {number}")
