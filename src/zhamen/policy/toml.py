"""Strict reading of policy tables: an unknown or missing key is an error that names itself."""

from collections.abc import Mapping
from typing import Any

from zhamen.errors import PolicyError


def only(
    row: Mapping[str, Any], where: str, *keys: str, optional: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return `row` if it has every one of `keys` and none but these and the `optional` ones."""
    unknown = sorted(set(row) - set(keys) - set(optional))
    missing = sorted(set(keys) - set(row))
    if unknown or missing:
        raise PolicyError(
            f"{where}: unknown {unknown}, missing {missing}",
            advice=f"expected {sorted(keys)}, optionally {sorted(optional)}",
        )
    return dict(row)
