"""Roles, and who may open which page; a page that says nothing opens to nobody."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from zhamen.office.words import both


class Role(StrEnum):
    """In which quality somebody acts. The first three are the 三员: one person has one at most."""

    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"
    PERSON = "person"

    @property
    def words(self) -> str:
        """Return the role in words."""
        return TITLES[self]


THREE = (Role.SYSTEM, Role.SECURITY, Role.AUDIT)
EVERYBODY = frozenset(Role)
TITLES = {
    Role.SYSTEM: both("系统管理员", "System administrator"),
    Role.SECURITY: both("安全保密管理员", "Security administrator"),
    Role.AUDIT: both("安全审计员", "Audit administrator"),
    Role.PERSON: both("普通人员", "Staff"),
}
DUTIES = {
    Role.SYSTEM: both("安装、运行、人员、备份", "Runs the machine; keeps people and backups"),
    Role.SECURITY: both("授权、策略、事件分析", "Gives rights; keeps policy; looks into events"),
    Role.AUDIT: both(
        "看日志，核对一切，不改任何东西", "Reads every entry, checks all, changes nothing"
    ),
    Role.PERSON: both("办自己的事", "Does his or her own work"),
}
View = TypeVar("View", bound=Callable[..., Any])


def open_to(*roles: Role) -> Callable[[View], View]:
    """Open a page to these roles."""

    def opened(view: View) -> View:
        view.open_to = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return opened


def signed_in(view: View) -> View:
    """Open a page to everybody who is signed in."""
    return open_to(*EVERYBODY)(view)


def anybody(view: View) -> View:
    """Open a page to people who are not signed in, too."""
    view.open_to = None  # type: ignore[attr-defined]
    return view
