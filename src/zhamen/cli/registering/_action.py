"""The arguments that most actions on a register have, and what they open."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.terminal import Terminal
from zhamen.errors import RegisterError
from zhamen.register.guarding import guard_memory
from zhamen.register.keys import Key, MasterKey, load_key
from zhamen.register.registry import Registry


def add_bundle(parser: ArgumentParser) -> None:
    """Add the bundle and its key."""
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="指纹库（.zmr） / the bundle")
    add_key(parser)


def add_key(parser: ArgumentParser) -> None:
    """Add the key."""
    parser.add_argument(
        "--key", type=Path, metavar="KEYFILE",
        help="钥匙文件（或 ZHAMEN_KEY_FILE、ZHAMEN_KEY、ZHAMEN_KEY_COMMAND） / "
        "key file (or ZHAMEN_KEY_FILE, ZHAMEN_KEY, ZHAMEN_KEY_COMMAND)",
    )  # fmt: skip


def master_key(options: Namespace, terminal: Terminal) -> MasterKey:
    """Return the registry's key. Raises RegisterError for a gate's."""
    guard_memory()
    key = any_key(options, terminal)
    if not isinstance(key, MasterKey):
        raise RegisterError(
            terminal.pick("这是闸口的钥匙，登记处的操作需要主钥匙", "this is a gate's key"),
            advice=terminal.pick("--key 主钥匙文件", "--key with the registry's master key"),
        )
    return key


def open_registry(options: Namespace, terminal: Terminal) -> Registry:
    """Return the registry that the options name, open for changes."""
    return Registry(options.bundle, master_key(options, terminal))


def any_key(options: Namespace, terminal: Terminal) -> Key:
    """Return a key that opens the bundle: of the options, of the settings, of the environment."""
    own = terminal.settings.register
    path = options.key or (own.keys[0] if len(own.keys) == 1 else None)
    return load_key(path, own.key_command)
