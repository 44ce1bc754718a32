"""The size law: files of at most 500 lines, functions of at most 60."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "zhamen"
MOST_LINES, MOST_IN_FUNCTION = 500, 60


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text("utf-8"))
    return [
        (f"{path.name}:{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_file_is_a_warehouse() -> None:
    """Every file fits into one head."""
    long = [
        p.name for p in PACKAGE.rglob("*.py") if len(p.read_text("utf-8").splitlines()) > MOST_LINES
    ]

    assert long == []


def test_no_function_is_a_novel() -> None:
    """Every function fits on one screen."""
    long = [f for p in PACKAGE.rglob("*.py") for f in functions(p) if f[1] > MOST_IN_FUNCTION]

    assert long == []


def test_every_file_says_what_stands_in_it() -> None:
    """The first line of every file is a sentence about it."""
    silent = [
        p.name
        for p in PACKAGE.rglob("*.py")
        if not ast.get_docstring(ast.parse(p.read_text("utf-8")))
    ]

    assert silent == []


def test_no_two_test_files_share_a_name() -> None:
    """Test files are modules of one space: two of one name stop the whole run."""
    folders = {
        path for path in Path(__file__).parent.rglob("*.py") if "__pycache__" not in path.parts
    }
    loose = [path for path in folders if not (path.parent / "__init__.py").exists()]
    names = [path.name for path in loose if path.name != "conftest.py"]

    assert sorted(set(names)) == sorted(names)
