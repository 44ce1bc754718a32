"""Faults in the log: the first at once, what follows together, and never their words."""

import asyncio
import errno
import logging

import pytest

from zhamen.gatehouse.complaining import Complaints

CANARY = "云岭金丝雀示例句"
FULL = OSError(errno.ENOSPC, CANARY)


def said(faults: list[Exception], caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines that so many faults at once leave in the log."""

    async def complain() -> None:
        complaints = Complaints(logging.getLogger("test"), seconds=0.02)
        for each in faults:
            complaints.note(each)
        await asyncio.sleep(0.1)

    asyncio.run(complain())
    return [record.getMessage() for record in caplog.records if record.name == "test"]


CASES = [
    pytest.param([], [], id="none"),
    pytest.param([FULL], ["inspect: OSError ENOSPC"], id="one"),
    pytest.param(
        [FULL] * 1000, ["inspect: OSError ENOSPC", "inspect: OSError ENOSPC ×999"], id="a full disk"
    ),
    pytest.param(
        [FULL, ValueError(CANARY), OSError(CANARY), FULL],
        ["inspect: OSError ENOSPC", "inspect: ValueError, OSError, OSError ENOSPC"],
        id="of several kinds",
    ),
]


@pytest.mark.parametrize(("faults", "lines"), CASES)
def test_many_faults_are_few_lines(
    faults: list[Exception], lines: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A line says kinds and counts; what a fault quotes is not in it."""
    assert said(faults, caplog) == lines
