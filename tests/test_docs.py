"""The docs tell the truth: what they show is what the program prints, and they miss nothing."""

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from zhamen.cli.main import verb_names
from zhamen.gates._gate import load_gates
from zhamen.inspection.inspector import load_detectors
from zhamen.policy.loader import load_clauses
from zhamen.policy.phrases import read_phrases
from zhamen.settings import GateTables, Settings

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
SOURCE = re.compile(r"`([\w/-]+(?:\.(?:py|c|sh|typ)|/))`")
"""A file of source or a folder, as pages name it; users' own files end otherwise."""
TABLE = re.compile(r"^\| \| files in `([\w/]+/)` \|\n((?:\|.*\n)+)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


@cache
def make_docs() -> ModuleType:
    """Return the tool behind `make docs`."""
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "tools" / "make_docs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def guide() -> str:
    """Return all pages of the guide."""
    return "\n".join(page.read_text("utf-8") for page in (ROOT / "docs/guide").glob("*.md"))


def dotted(settings: Any, prefix: str = "") -> Iterator[str]:
    """Yield the dotted name of every setting."""
    for each in fields(settings):
        value = getattr(settings, each.name)
        if isinstance(value, GateTables):
            continue
        if is_dataclass(value):
            yield from dotted(value, f"{prefix}{each.name}.")
        else:
            yield prefix + each.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_is_shown_is_what_it_prints(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run in the docs comes out the same again; if not: `make docs`."""
    monkeypatch.setenv("COLUMNS", "88")
    text = page.read_text("utf-8")

    assert make_docs().refreshed(text) == text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page names a file."""
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]

    assert [link for link in links if not (page.parent / link).exists()] == []


@cache
def places() -> frozenset[str]:
    """Return every file and folder of the repository, from its top, with a slash before it."""
    tops = (ROOT / name for name in ("src", "tests", "tools", "benchmarks", "docs"))
    paths = [path for top in tops for path in (top, *top.rglob("*"))]
    return frozenset(f"/{p.relative_to(ROOT)}{'/' if p.is_dir() else ''}" for p in paths)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_pages_name_exist(page: Path) -> None:
    """Under the name that is given, if not from the top; NAME stands for one to be written."""
    named = [name for name in SOURCE.findall(page.read_text("utf-8")) if "NAME" not in name]

    assert [n for n in named if not any(place.endswith(f"/{n}") for place in places())] == []


def test_tables_of_files_name_their_folder() -> None:
    """What a table of the architecture lists stands in the folder at its head, or beneath it."""
    tables = TABLE.findall((ROOT / "docs/architecture.md").read_text("utf-8"))
    named = [(f"/src/zhamen/{top}", name) for top, rows in tables for name in SOURCE.findall(rows)]

    assert len(tables) >= 4
    assert [
        (top, name)
        for top, name in named
        if not any(p.startswith(top) and p.endswith(f"/{name}") for p in places())
    ] == []


def test_the_guide_names_everything() -> None:
    """Every verb, setting, must-not, detector and phrase list is in the guide."""
    names = [f"## zhamen {verb}" for verb in verb_names()]
    names += [f"`{setting}`" for setting in dotted(Settings())]
    names += [f"`gates.{g.name}.{each.name}`" for g in load_gates() for each in fields(g.settings)]
    names += [clause.title for clause in load_clauses().values()]
    names += [detector.name for detector in load_detectors()]
    names += [f"`{name}`" for name in read_phrases()]
    told = guide()

    assert [name for name in names if name not in told] == []


def test_both_readmes_stand_alike() -> None:
    """The two languages have the same headings, tables, pictures and runs, in the same order."""

    def shape(name: str) -> list[str]:
        lines = (ROOT / name).read_text("utf-8").splitlines()
        kinds = {"#": "heading", "|": "row", "!": "picture", "-": "item", "`": "fence"}
        return [kinds[line[0]] for line in lines if line and line[0] in kinds]

    assert shape("README.md") == shape("README.zh-CN.md")


def test_the_disclaimers_stand_in_both_readmes() -> None:
    """Not certified, not for classified systems, no appraisal: in the words of the norm."""
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        assert "未经国家保密行政管理部门检测" in text
        assert "不作为定密或鉴定依据" in text
