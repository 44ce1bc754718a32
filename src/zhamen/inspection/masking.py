"""Shows the shape of what was found, never what it says."""

MOST = 12
"""Characters of a mask at the most; the true length is in the span."""


def masked(text: str) -> str:
    """Return the first character, then a `*` for each further letter or digit.

    Punctuation and ★ stay, so that a person recognises the form: `机*★***`.
    """
    shape = [c if not i or not c.isalnum() else "*" for i, c in enumerate(text[:MOST])]
    return "".join(shape) + ("…" if len(text) > MOST else "")
