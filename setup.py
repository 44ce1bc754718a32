"""Builds the register's kernel; without a compiler the package installs all the same.

Everything else stands in pyproject.toml.
"""

from pathlib import Path

from setuptools import Extension, setup

FOLDER = Path("src", "zhamen", "register", "_kernel")

setup(
    ext_modules=[
        Extension(
            "zhamen.register._compiled",
            sources=sorted(map(str, FOLDER.glob("*.c"))),
            depends=sorted(map(str, FOLDER.glob("*.h"))),
            # No -march=native: what a processor has is asked when the module is loaded.
            extra_compile_args=["-O3", "-std=gnu11", "-fvisibility=hidden", "-Wall", "-Wextra"],
            optional=True,
        )
    ]
)
