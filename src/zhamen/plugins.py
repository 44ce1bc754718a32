"""Trays: folders in which one new file is one new thing.

A tray is a package. Every module in it whose name does not begin with `_` must export one
object under the tray's word (`DETECTOR`, `FORMAT`, …). Packages from outside join a tray by
an entry point in the group `zhamen.<tray>`. The first bad file stops the program, by name.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any, TypeVar

from zhamen.errors import PluginError

Label = TypeVar("Label")


def load_tray(tray: ModuleType, export: str, label: type[Label]) -> tuple[Label, ...]:
    """Return what stands in `tray`, ordered by name.

    `label` is a runtime-checkable protocol that every exported object must satisfy.
    """
    found: dict[str, Label] = {}
    for source, value in _exports(tray, export):
        if not isinstance(value, label):
            raise PluginError(
                f"{source}: {export} is not a {label.__name__}",
                advice=f"see an existing file in {tray.__name__} for what it must offer",
            )
        name = getattr(value, "name", source)
        if name in found:
            raise PluginError(
                f"{source}: the name {name!r} is taken", advice="give it a name of its own"
            )
        found[name] = value
    return tuple(found[name] for name in sorted(found))


def _exports(tray: ModuleType, export: str) -> Iterator[tuple[str, Any]]:
    """Yield (where it stands, what it exports) for every file and entry point of a tray."""
    for info in pkgutil.iter_modules(tray.__path__):
        if info.name.startswith("_"):
            continue
        source = f"{tray.__name__}.{info.name}"
        yield source, _attribute(importlib.import_module(source), export, source)
    for point in entry_points(group=f"zhamen.{tray.__name__.rpartition('.')[2]}"):
        yield point.value, _attribute(point.load(), export, point.value)


def _attribute(module: Any, export: str, source: str) -> Any:
    if not hasattr(module, export):
        raise PluginError(
            f"{source}: no {export} in this file",
            advice=f"end the file with `{export} = …`, or begin its name with an underscore",
        )
    return getattr(module, export)
