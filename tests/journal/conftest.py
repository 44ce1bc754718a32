"""Keys of both suites."""

import pytest

from zhamen.journal.keys import SigningKey


@pytest.fixture(scope="session", params=["gm", "intl"])
def key(request: pytest.FixtureRequest) -> SigningKey:
    """A signing key; tests run once in each suite."""
    return SigningKey.new("示例钢铁/office", request.param)
