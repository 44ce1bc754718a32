"""Number formats that speak: `"机密★"0"年"` over 10 shows 机密★10年."""

import re

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].')
_DIGITS = re.compile(r"General|G/通用格式|[0#?][0#?,.]*|@")
_PLACE = "\0"


def shown(value: str, code: str) -> str:
    """Return a value as its format shows it, as far as the format has letters of its own.

    Only the first place for digits is filled, and figures are not rounded.
    """
    if not code or code.isascii():
        return value
    section = code.split(";")[0]
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[1] or found[2] or "")
        return _PLACE

    text = _DIGITS.sub(lambda _: "\1", _LITERAL.sub(hold, section), count=1)
    if "\1" not in text:
        return value
    for literal in held:
        text = text.replace(_PLACE, literal, 1)
    return text.replace("\1", value)
