"""Parts of a package without any text: styles for one, nine tenths of many a document.

What they say stands in attributes, which libxml2 gathers far faster than a walk over the elements.
"""

import re

from zhamen.reading.documents.attributes import is_telling
from zhamen.reading.documents.residue import is_utf8

_TEXT = re.compile(rb">[^<]*[^<\s]")
_WALKED = re.compile(rb"<!|<(?:[^\s<>/:]+:)?(?:sym|s|redefine)\b|TargetMode|\0")
"""What means more than its attributes say; `s` is a string in the cache of a pivot table."""
_MOST = 4 << 20


def said_in(content: bytes, spoken: frozenset[str]) -> list[str] | None:
    """Return the values of all attributes, those of the names in `spoken` too if ASCII; None where
    there is text, or something else that has to be walked over."""
    from lxml import etree

    if len(content) > _MOST or not is_utf8(content):
        return None
    if _WALKED.search(content) or _TEXT.search(content):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False,
                             huge_tree=False)  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    named = f"//@*[contains(' {' '.join(sorted(spoken))} ', concat(' ', local-name(), ' '))]"
    values = root.xpath("//@*", smart_strings=False)
    is_named = any(name.encode() in content for name in spoken)
    kept = set(root.xpath(named, smart_strings=False)) if is_named else set()
    return [value for value in dict.fromkeys(values) if value in kept or is_telling(value)]
