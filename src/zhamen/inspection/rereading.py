"""Other readings of a photographed text, for the detectors: doubtful letters that words want."""

from collections.abc import Iterable, Iterator

from zhamen.model.passage import Folded, Passage
from zhamen.reading.normal import fold_character


def letters_of(words: Iterable[str]) -> frozenset[str]:
    """Return the letters of which words are made."""
    return frozenset(
        letter for word in words for letter in word if letter.isalnum() or letter in "★"
    )


def reread(passage: Passage, wanted: frozenset[str]) -> Iterator[Passage]:
    """Yield the passage with doubtful letters as words want them, at the same places.

    First only letters that no word has give way (渗密 for 泄密), then all that are in doubt.
    """
    if not passage.guesses:
        return
    text, seen = passage.folded.text, {passage.folded.text}
    places = {passage.folded.offsets[at]: at for at in range(len(text))}
    for every in (False, True):
        other = list(text)
        for guess in passage.guesses:
            at = places.get(guess.at)
            if at is None or (text[at] in wanted and not every):
                continue
            forms = map(fold_character, guess.letters)
            other[at] = next((form for form in forms if form in wanted), text[at])
        reading = "".join(other)
        if reading not in seen:
            seen.add(reading)
            yield passage._replace(folded=Folded(reading, passage.folded.offsets), guesses=())
