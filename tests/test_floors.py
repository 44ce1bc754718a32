"""The plan of the house: imports only fall, nothing goes round in a circle.

Every import counts, those inside functions and those for typing alike: a circle for a type
annotation is a circle.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "zhamen"
FLOORS = {
    **{"__init__": 0, "model": 1, "errors": 1, "plugins": 2, "settings": 2, "policy": 3},
    **{"private_file": 2, "key_source": 2, "journal": 3, "deeds": 2, "custody": 3, "groups": 3},
    **{"reading": 4, "study": 4, "register": 5, "inspection": 6, "gatehouse": 7},
    **{"gates": 8, "matrix": 8, "office": 8},
    **{"cli": 9, "__main__": 9},
}
WEB = {"django", "starlette"}
MAY_USE_THE_WEB = {"gatehouse/service.py"}


def sources(package: Path) -> Iterator[Path]:
    return (path for path in sorted(package.rglob("*.py")) if "__pycache__" not in path.parts)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, module) of every import of a file, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def floor_of(module: str) -> int | None:
    """Return the floor of a module of ours, None for a stranger."""
    head, _, rest = module.partition(".")
    return FLOORS.get(rest.partition(".")[0] or "__init__") if head == "zhamen" else None


def climbing(package: Path) -> list[str]:
    """Return a sentence for every import that runs upward."""
    complaints = []
    for path in sources(package):
        own = path.relative_to(package).parts[0].removesuffix(".py")
        for line, module in imports(path):
            floor = floor_of(module)
            if floor is not None and floor > FLOORS[own]:
                complaints.append(
                    f"{path.relative_to(package)}:{line} imports {module} from floor {floor}, "
                    f"it stands on floor {FLOORS[own]}"
                )
    return complaints


def circles(package: Path) -> list[list[str]]:
    """Return the circles among our modules."""
    names = {_module(path, package): path for path in sources(package)}
    edges = {
        name: {m for _, m in imports(path) if m in names and m != name}
        for name, path in names.items()
    }
    found: list[list[str]] = []
    done: set[str] = set()

    def visit(name: str, way: list[str]) -> None:
        if name in way:
            found.append([*way[way.index(name) :], name])
        elif name not in done:
            for other in sorted(edges[name]):
                visit(other, [*way, name])
            done.add(name)

    for name in sorted(edges):
        visit(name, [])
    return found


def _module(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def test_every_room_stands_on_a_floor() -> None:
    """A new top-level folder must be given its floor here."""
    rooms = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in sources(PACKAGE)}

    assert rooms <= set(FLOORS)


def test_imports_only_fall() -> None:
    """No file imports from a floor above its own."""
    assert climbing(PACKAGE) == []


def test_nothing_goes_round_in_a_circle() -> None:
    """No chain of imports comes back to where it began."""
    assert circles(PACKAGE) == []


def test_the_lower_floors_know_no_web() -> None:
    """Floors 1 to 7 import neither Django nor Starlette, the service excepted."""
    users = [
        str(path.relative_to(PACKAGE))
        for path in sources(PACKAGE)
        for _, module in imports(path)
        if module.partition(".")[0] in WEB
        and FLOORS[path.relative_to(PACKAGE).parts[0].removesuffix(".py")] < 8
    ]

    assert set(users) <= MAY_USE_THE_WEB


@pytest.fixture
def crooked(tmp_path: Path) -> Path:
    """A small house with one import upward and one circle."""
    package = tmp_path / "zhamen"
    for name, text in {
        "model/a.py": "from zhamen.policy import b\n",
        "policy/b.py": "def f() -> None:\n    from zhamen.policy import c\n",
        "policy/c.py": "import zhamen.policy.b\n",
    }.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text, "utf-8")
    return package


def test_the_guard_sees_a_crooked_house(crooked: Path) -> None:
    """A planted climb and a planted circle are both caught."""
    assert len(climbing(crooked)) >= 1
    assert len(circles(crooked)) >= 1
