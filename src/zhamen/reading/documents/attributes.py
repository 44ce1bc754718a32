"""The attributes of an XML element, however many they are, and which of them say something."""

import re
from typing import Any

_MANY = 64
_ESCAPED = re.compile(
    r"%[0-9A-Fa-f]{2}|&#|\\[0-9A-Fa-fuUx]"
    # Base64 of Chinese text has digits; names of twenty letters have none.
    r"|\A\s*(?=[A-Za-z+/]*[0-9])[A-Za-z0-9+/]{20,}={0,2}\s*\Z"
)


def attributes(node: Any) -> list[tuple[str, str]]:
    """Return (name, value) of every attribute, names with their namespace in braces.

    lxml's own list looks each of them up by its name: 100,000 in one element take a minute.
    """
    if len(node.attrib) < _MANY:
        found: list[tuple[str, str]] = node.items()
        return found
    return [(value.attrname, str(value)) for value in node.xpath("@*")]


def by_local_name(node: Any) -> dict[str, str]:
    """Return the attributes by their names without a namespace; none where there is no element."""
    pairs = [] if node is None else attributes(node)
    return {name.rpartition("}")[2]: value for name, value in pairs}


def is_telling(value: str) -> bool:
    """Tell whether a value holds letters beyond ASCII, or what may stand for such."""
    return not value.isascii() or _ESCAPED.search(value) is not None
