"""Fixtures that are real and short: one policy, one inspector, the shared data if it is there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhamen.inspection.inspector import Inspector
from zhamen.policy.loader import Policy, load_policy
from zhamen.reading.reader import Reader

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(autouse=True)
def as_it_was_scheduled() -> Iterator[None]:
    """No test leaves this process in front of all others: its children would starve the machine."""
    before = os.sched_getscheduler(0)
    yield
    assert os.sched_getscheduler(0) == before


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The shipped policy."""
    return load_policy()


@pytest.fixture(scope="session")
def inspector(policy: Policy) -> Iterator[Inspector]:
    """An inspector with everything that stands in its trays."""
    with Reader() as reader:
        yield Inspector(policy, reader=reader)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The data that a public clone does not have."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: a public clone has none")
    return SHARED
