"""Look-alikes put together: the second channel, for text that came from a photograph."""

from functools import cache

import numpy

from zhamen.reading.tables import rows
from zhamen.register.letters import Units


@cache
def lookalikes() -> Units:
    """Return for each unit the representative of its class."""
    table = numpy.arange(1 << 16, dtype=numpy.uint16)
    for representative, members in rows("lookalike"):
        for member in members:
            table[ord(member)] = ord(representative)
    return table


def put_together(units: Units) -> Units:
    """Return the letters with every look-alike replaced by its class's representative."""
    return lookalikes()[units]
