"""Builds the compiled parts; without a compiler the package installs all the same.

Everything else stands in pyproject.toml.
"""

from pathlib import Path

from setuptools import Extension, setup

PACKAGE = Path("src", "zhamen")
KERNEL = PACKAGE / "register" / "_kernel"


def optional(name: str, sources: list[Path], headers: list[Path]) -> Extension:
    """Return an extension that is left out where it cannot be built."""
    return Extension(
        name,
        sources=sorted(map(str, sources)),
        depends=sorted(map(str, headers)),
        # No -march=native: what a processor has is asked when the module is loaded.
        extra_compile_args=["-O3", "-std=gnu11", "-fvisibility=hidden", "-Wall", "-Wextra"],
        optional=True,
    )


setup(
    ext_modules=[
        optional("zhamen.reading._fold", [PACKAGE / "reading" / "_fold.c"], []),
        optional("zhamen.register._compiled", [*KERNEL.glob("*.c")], [*KERNEL.glob("*.h")]),
    ]
)
