"""What the rules of deeds ask about people and places, answered from the office's tables."""

from zhamen.deeds.house import Clearance, Duty, Standing
from zhamen.office.custody.models import Place
from zhamen.office.people.kinds import State
from zhamen.office.people.models import Person

_DUTIES = {duty.value for duty in Duty}


class OfficeHouse:
    """The people and places of this office, as of the moment when each is first asked about."""

    def __init__(self) -> None:
        self._known: dict[str, Standing | None] = {}

    def standing(self, person: str) -> Standing | None:
        """Return who a person is, None for a stranger; ids are `person:7`."""
        if person not in self._known:
            self._known[person] = self._looked_up(person)
        return self._known[person]

    def _looked_up(self, person: str) -> Standing | None:
        found = Person.objects.filter(pk=_key(person, "person:")).first()
        if found is None:
            return None
        kinds = found.duties_now.values_list("kind", flat=True)
        duties = frozenset(Duty(kind) for kind in kinds if kind in _DUTIES)
        return Standing(found.state == State.ACTIVE, duties, Clearance(found.clearance))

    def is_reading_place(self, place: str) -> bool:
        """Tell whether 绝密 may be read there; ids are `place:3`."""
        return Place.objects.filter(pk=_key(place, "place:"), reading=True).exists()


def _key(identity: str, prefix: str) -> int:
    """Return the number in an id, 0 for another kind of id."""
    number = identity.removeprefix(prefix)
    known = identity.startswith(prefix) and number.isdecimal() and len(number) < 18
    return int(number) if known else 0
