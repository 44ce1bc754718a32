"""The look of everything that is printed and signed: one style sheet."""

from importlib.resources import files
from string import Template


def style(heading: str) -> str:
    """Return the style sheet, with the page's heading for the foot of every sheet."""
    sheet = (files("zhamen.cli") / "paper.css").read_text("utf-8")
    return Template(sheet).substitute(heading=heading)


def filled(package: str, name: str, **values: str) -> str:
    """Return a page template of a package with its blanks filled."""
    page = (files(package) / name).read_text("utf-8")
    return Template(page).substitute(values, style=style(values["heading"]))
