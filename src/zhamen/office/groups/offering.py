"""Which deeds are worth offering to somebody now, asked of the rules themselves."""

from zhamen.deeds.deed import Deed
from zhamen.groups.book import BOOK
from zhamen.groups.group import Group
from zhamen.office.house import OfficeHouse
from zhamen.office.trying import SOMEBODY, trial

_CURABLE = frozenset({"no_letter"})
_LAST = ("freeze", "decline", "dissolve")
"""What stops or ends a group stands behind everything else."""


def offered(group: Group, person: str) -> list[str]:
    """Return the names of deeds that may be done with the right fields."""
    house = OfficeHouse()
    found = [
        name for name, kind in BOOK.kinds.items()
        if not kind.begins and _concerns(name, group, person)
        and any(_possible(trial(kind, person, who), group, house) for who in (SOMEBODY, person))
    ]  # fmt: skip
    return sorted(found, key=lambda name: _LAST.index(name) if name in _LAST else -1)


def _concerns(name: str, group: Group, person: str) -> bool:
    # Anybody may sign a letter; it is asked for of those in the group alone.
    return name != "sign_letter" or person in {group.builder, *group.members}


def _possible(deed: Deed[Group], group: Group, house: OfficeHouse) -> bool:
    """Tell whether nothing stands against it but what is filled in or put right later."""
    return not any(
        refusal.code.startswith("group_")
        or (refusal.about == deed.by and refusal.code not in _CURABLE)
        for refusal in deed.refusals(group, house)
    )
