"""Every installed distribution says its licence, and it is one that we may build on.

Read from the installed metadata, without a network. What a wheel bundles besides is known to its
authors alone: the names below are those of which we know.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions

import pytest

FREE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "HPND", "ISC", "MIT", "MIT-0",
    "MIT-CMU", "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib",
}  # fmt: skip
LESSER = {"LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later"}
"""May be used beside the core, in an extra that nobody needs."""
IN_PLAIN_WORDS = {
    "3-Clause BSD License": "BSD-3-Clause", "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0", "Apache licensed, as found in the LICENSE file":
    "Apache-2.0", "BSD License": "BSD-3-Clause", "BSD": "BSD-3-Clause", "MIT License": "MIT",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}  # fmt: skip
EXCEPTIONS = {
    "axe-playwright-python": "MIT by its repository, silent in its metadata; for tests alone",
    "pi-heif": "its wheel bundles libheif and libde265 under LGPL: the extra heic, never the core",
    "psycopg": "LGPL: the extra postgres, never the core",
    "psycopg-binary": "LGPL: the extra postgres, never the core",
}


@dataclass(frozen=True)
class Package:
    """What a distribution says of itself."""

    name: str
    licence: str


def said_by(found: Distribution) -> str:
    """Return its licence as an SPDX expression, as far as it says one."""
    metadata = found.metadata
    classifiers = [
        each.rpartition(" :: ")[2] for each in metadata.get_all("Classifier") or []
        if each.startswith("License ::")
    ]  # fmt: skip
    words = metadata.get("License-Expression") or " AND ".join(
        IN_PLAIN_WORDS.get(each, each) for each in classifiers
    )
    first = (metadata.get("License") or "").strip().partition("\n")[0]
    return words or IN_PLAIN_WORDS.get(first, first)


def installed() -> list[Package]:
    """Return every distribution beside our own."""
    return [
        Package(normal(found.metadata["Name"]), said_by(found))
        for found in distributions()
        if found.metadata["Name"] != "zhamen"
    ]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def complaints(packages: Iterable[Package], allowed: set[str]) -> list[str]:
    """Return a sentence for every package that we may not build on."""
    return [
        f"{each.name}: {each.licence or 'says nothing'}"
        for each in packages
        if each.name not in EXCEPTIONS and not permits(each.licence, allowed)
    ]


def permits(expression: str, allowed: set[str]) -> bool:
    """Tell whether one of the choices (OR) consists of allowed licences alone (AND)."""
    choices = expression.replace("(", " ").replace(")", " ").split(" OR ")
    return any(all(part.strip() in allowed for part in choice.split(" AND ")) for choice in choices)


def core(name: str = "zhamen") -> Iterator[str]:
    """Yield what is installed with Zhamen alone, without any extra."""
    seen, waiting = {name}, [name]
    while waiting:
        try:
            needs = distribution(waiting.pop()).requires or []
        except PackageNotFoundError:
            # Of another platform.
            continue
        for need in needs:
            head, _, marker = need.partition(";")
            other = normal(re.match(r"[\w.-]+", head)[0])  # type: ignore[index]
            if "extra ==" not in marker and other not in seen:
                seen.add(other)
                waiting.append(other)
                yield other


def test_everything_installed_may_be_built_upon() -> None:
    """Apache, MIT, BSD, MPL and the like; the rest stands above with its reason."""
    assert complaints(installed(), FREE) == []


def test_the_core_is_free_of_copyleft_without_exception() -> None:
    """What everybody gets holds nothing that is excused."""
    names = set(core())

    assert {"cryptography", "lxml", "pillow"} <= names
    assert names & set(EXCEPTIONS) == set()


def test_no_exception_is_left_over() -> None:
    """Each still says what it is excused for, or nothing; the absent are no matter."""
    by_name = {each.name: each.licence for each in installed()}
    excused = {by_name[name] for name in EXCEPTIONS if name in by_name}

    assert excused <= LESSER | {""}


@pytest.mark.parametrize(
    ("licence", "fine"),
    [
        ("MIT", True), ("MIT AND PSF-2.0", True), ("GPL-3.0-only OR MIT", True), ("", False),
        ("GPL-3.0-only", False), ("MIT AND GPL-2.0-or-later", False), ("AGPL-3.0-only", False),
        ("LGPL-3.0-only", False), ("BUSL-1.1", False), ("Proprietary", False),
        ("GNU General Public License v3 (GPLv3)", False),
    ],
)  # fmt: skip
def test_the_gate_knows_them_apart(licence: str, fine: bool) -> None:
    """GPL, AGPL, BSL, LGPL, what is unknown and what is silent do not pass."""
    assert (complaints([Package("planted", licence)], FREE) == []) is fine
