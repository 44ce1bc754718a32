"""The attributes of an XML element, however many they are."""

from typing import Any

_MANY = 64


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
