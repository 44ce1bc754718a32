"""Whether a file's name says anything to the rules; one that does not can be any other.

A verdict on content is good for every copy of it, but a name is inspected too, may lower what
stands in the file, and tells formats by its ending. So copies share a verdict if their endings
are the same and no rule heeds either name; otherwise their whole names must agree.
"""

from pathlib import PurePath

from zhamen.gatehouse.house import Gatehouse


def telling(name: str, house: Gatehouse) -> str:
    """Return the name whole, or only its ending where the rest says nothing to the rules."""
    return name if house.heeds(name) else "/" + "".join(PurePath(name).suffixes[-2:]).lower()
