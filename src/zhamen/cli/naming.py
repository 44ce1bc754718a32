"""Names and texts from outside, made fit to be shown: no broken bytes, no control characters."""

import os

_UNSEEN = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
# Bidirectional controls can make a terminal show a name that is not the name.
_UNSEEN |= {code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_UNSEEN_IN_TEXT = {code: spelled for code, spelled in _UNSEEN.items() if code not in (9, 10)}


def shown(name: str) -> str:
    """Return a file name as text; bytes that are no UTF-8 are taken for GB18030, as from Windows.

    The name is inspected in this form too: a mark in a GBK name must not pass as broken bytes.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        pass
    else:
        return name
    try:
        return _decoded(os.fsencode(name))
    except UnicodeEncodeError:
        # Half a character that stands for no byte, as JSON can spell it.
        return name.encode("utf-8", "backslashreplace").decode()


def _decoded(data: bytes) -> str:
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        return data.decode("utf-8", "backslashreplace")


def plain(name: str) -> str:
    """Return a name whose control characters are spelled out, so that it cannot steer a screen.

    Ends of lines are among them: a name must not look like a line of ours.
    """
    return name.translate(_UNSEEN)


def plain_text(text: str) -> str:
    """Return a text of many lines in the same way."""
    return text.translate(_UNSEEN_IN_TEXT)
