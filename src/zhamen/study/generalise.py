"""From a real incident to a case that names nobody: every name, place, unit, number, date goes.

Three steps, of which the last is the proof:

1. What the incident's own list names is replaced wherever it stands: however it is written (width,
   spaces, traditional form, look-alikes), in its short forms, and by surname with a title.
2. What has the shape of a date, a time, a number, a code or an address is replaced without being
   listed.
3. What is left is searched for all of it again, in normal form and without punctuation. If anything
   is found there is no draft.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhamen.errors import StudyError
from zhamen.reading.normal import fold
from zhamen.study.entities import shapes, short_forms


class Kind(StrEnum):
    """What sort of thing an identifier is."""

    PERSON = "person"
    PLACE = "place"
    UNIT = "unit"
    DOCUMENT = "document"
    MATTER = "matter"
    NUMBER = "number"
    DATE = "date"


SAID = {
    Kind.PERSON: "某人", Kind.PLACE: "某地", Kind.UNIT: "某单位", Kind.DOCUMENT: "某文件",
    Kind.MATTER: "某事项", Kind.NUMBER: "若干", Kind.DATE: "某日",
}  # fmt: skip
_LEAST = 2
"""Letters of a short form that is searched for; one alone would empty every text."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One identifier of an incident, as its file lists it."""

    kind: Kind
    text: str

    @property
    def forms(self) -> tuple[str, ...]:
        """Return everything that means it, in normal form, the longest first."""
        found = {_letters(form) for form in (self.text, *short_forms(self.kind, self.text))}
        return tuple(sorted((f for f in found if len(f) >= _LEAST), key=len, reverse=True))


def generalised(text: str, entities: Sequence[Entity]) -> str:
    """Return the text without any identifier.

    Raises StudyError where one would survive, and where one is too short to be looked for.
    """
    if mute := [each for each in entities if not each.forms]:
        raise StudyError(
            f"清单上有 {len(mute)} 项太短 / {len(mute)} identifiers are too short to look for",
            advice="每项至少写两个字 / two letters or more each",
        )
    plain = text
    for kind, form in _forms(entities):
        plain = _without(plain, form, SAID[kind])
    for shape, said in shapes():
        plain = shape.sub(said, plain)
    plain = _tidy(plain)
    if left := survivors(plain, entities):
        kinds = "、".join(sorted({SAID[each.kind] for each in left}))
        raise StudyError(
            f"还有 {len(left)} 处能认出来 / {len(left)} identifiers would survive: {kinds}",
            advice="改写这几处，或把它们列进清单 / reword, or list them",
        )
    return plain


def survivors(text: str, entities: Iterable[Entity]) -> list[Entity]:
    """Return the identifiers that can still be read in a text, in whichever form."""
    left = _letters(text)
    return [each for each in entities if any(form in left for form in each.forms)]


def _forms(entities: Iterable[Entity]) -> Iterator[tuple[Kind, str]]:
    """Yield (kind, form) of all entities, the longest first: a short one may lie in a long one."""
    found = {(form, each.kind) for each in entities for form in each.forms}
    for form, kind in sorted(found, key=lambda pair: (-len(pair[0]), pair)):
        yield kind, form


def _without(text: str, form: str, said: str) -> str:
    """Replace a form wherever it stands, whatever stands between its letters."""
    folded = fold(text)
    places = [place for place, letter in enumerate(folded.text) if letter.isalnum()]
    letters = "".join(folded.text[place] for place in places)
    pieces, done, begin = [], 0, letters.find(form)
    while begin >= 0:
        start, stop = folded.origin(places[begin], places[begin + len(form) - 1] + 1)
        if start >= done:
            pieces += [text[done:start], said]
            done = stop
        begin = letters.find(form, begin + 1)
    return "".join((*pieces, text[done:]))


_AGAIN = re.compile(r"(某人|某地|某单位|某文件|某事项|若干|某日)(?:[的在、，]?\1)+")


def _tidy(text: str) -> str:
    """Say a thing once where it stood twice in a row."""
    return _AGAIN.sub(r"\1", text)


def _letters(text: str) -> str:
    return "".join(letter for letter in fold(text).text if letter.isalnum())
