"""申请建群: whoever wants a group says where, for what and until when; 非必要不建."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import House
from zhamen.deeds.rules import is_active
from zhamen.groups.group import Group, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply(Deed[Group]):
    """The applicant will be its builder."""

    group: str
    """Number in the register."""
    platform: Platform
    wording: str
    expires: date

    name = "apply"
    title, title_en = "申请建群", "apply for a group"
    begins = True

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from is_active(house, self.by)
        if not self.wording:
            yield Refusal("no_wording")
        if self.expires < self.at.date():
            yield Refusal("over_already")

    def begun(self) -> Group:
        """Return the group, applied for."""
        return Group(self.group, self.platform, self.by, self.wording, self.expires, self.at)

    def change(self, group: Group) -> Group:
        """Leave it as it is: an application changes nothing yet."""
        return group


DEED = Apply
