"""The look of everything that is printed and signed: one style sheet."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from string import Template


def style(heading: str) -> str:
    """Return the style sheet, with the page's heading for the foot of every sheet."""
    sheet = (files("zhamen.cli") / "paper.css").read_text("utf-8")
    return Template(sheet).substitute(heading=heading)


def filled(package: str, name: str, **values: str) -> str:
    """Return a page template of a package with its blanks filled.

    `style_digest` is what the page's policy allows: this very style sheet and nothing else.
    """
    page = (files(package) / name).read_text("utf-8")
    sheet = style(values["heading"])
    digest = f"sha256-{b64encode(sha256(sheet.encode()).digest()).decode()}"
    return Template(page).substitute(values, style=sheet, style_digest=digest)
