"""Codes of spreadsheets that show as text: number formats, headers and footers."""

import re

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].')
_DIGITS = re.compile(r"General|G/通用格式|[0#?][0#?,.]*|@")
_HEADER = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d+|[A-Za-z&])')
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_PLACE = "\0"


def shown(value: str, code: str) -> str:
    """Return a value as its format shows it, as far as the format has letters of its own.

    Over 10 the format `"机密★"0"年"` shows 机密★10年.
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


def literals(formula: str) -> str:
    """Return the strings in a formula, joined and without their quotation marks."""
    return "".join(part.replace('""', '"') for part in _QUOTED.findall(formula))


def header_text(text: str) -> str:
    """Return a header or footer without its codes for fonts, sizes, positions and fields."""
    return _HEADER.sub(_left, text)


def _left(code: re.Match[str]) -> str:
    """Return what a code leaves in the text."""
    return "&" if code[0] == "&&" else "\t" if code[0] in ("&L", "&C", "&R") else ""
