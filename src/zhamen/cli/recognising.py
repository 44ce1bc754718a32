"""The arguments by which a verb is given a register."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from zhamen.settings import Settings


def add_register(parser: ArgumentParser) -> None:
    """Add bundles and keys."""
    parser.add_argument(
        "--register", type=Path, action="append", default=[], metavar="BUNDLE",
        help="登记文件的指纹库，可多次给出 / bundle of registered documents, may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--key", type=Path, action="append", default=[], metavar="KEYFILE",
        help="指纹库的钥匙（或 ZHAMEN_KEY_FILE） / key of the bundle (or ZHAMEN_KEY_FILE)",
    )  # fmt: skip


def with_register(settings: Settings, options: Namespace) -> Settings:
    """Return the settings with the bundles and keys of the options, where they name any."""
    if not options.register and not options.key:
        return settings
    own = settings.register
    if options.register:
        own = replace(own, bundles=tuple(options.register), keys=())
    if options.key:
        own = replace(own, keys=tuple(options.key))
    return replace(settings, register=own)
