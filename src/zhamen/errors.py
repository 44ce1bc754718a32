"""The errors of Zhamen: each says what was got, what was expected and what to do now.

    ZhamenError
    ├── UsageError      the caller asked for something that cannot be done
    ├── PolicyError     a policy file breaks its own rules
    ├── PluginError     a file in a tray is not what the tray expects
    ├── RegisterError   a bundle or its key cannot be used; nothing passes under half a register
    │   └── GuessError  it was asked too often; what follows is held
    ├── JournalError    a journal, its key or a checkpoint is not what it should be
    ├── DeedError       a rule refuses a deed; what it was about stays as it was
    ├── OfficeError     the office's rules refuse what somebody asked for
    ├── StudyError      a study issue is not what it should be, and which part of it
    └── ReadError       a part could not be looked into; becomes `unread`, never clean

A finding is a value, never an exception.
"""

from collections.abc import Sequence


class ZhamenError(Exception):
    """Base of all errors that a person may see.

    `advice` says what to do now, in one sentence.
    """

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message}\n  → {self.advice}" if self.advice else message


class UsageError(ZhamenError):
    """The caller asked for something that cannot be done."""


class PolicyError(ZhamenError):
    """A policy file breaks its own rules; nothing is inspected under half a policy."""


class PluginError(ZhamenError):
    """A file in a tray is not what the tray expects."""


class RegisterError(ZhamenError):
    """A bundle or its key cannot be used; nothing passes under half a register."""

    reason = "register"
    """The stable word that stands in the verdict."""


class GuessError(RegisterError):
    """Too many messages touched registered documents: the register is asked no more for a while."""

    reason = "guesses"


class JournalError(ZhamenError):
    """A journal, its key or a checkpoint is not what it should be."""


class DeedError(ZhamenError):
    """A rule refuses a deed; what it was about stays as it was.

    `refusals` are all the rules that it breaks, not only the first.
    """

    def __init__(self, message: str, refusals: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.refusals = tuple(refusals)


class OfficeError(ZhamenError):
    """The office's rules refuse what somebody asked for; the message is for that person."""


class StudyError(ZhamenError):
    """A study issue, a question bank or a list of answers is not what it should be."""


class ReadError(ZhamenError):
    """A part could not be looked into.

    `reason` is the stable word that stands in the verdict (`encrypted`, `damaged`, …).
    """

    def __init__(self, reason: str, message: str = "", *, advice: str = "") -> None:
        super().__init__(message or reason, advice=advice)
        self.reason = reason
