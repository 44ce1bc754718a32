"""What `zhamen backup` and `zhamen restore` share: the key, and the words of their progress."""

from argparse import ArgumentParser
from pathlib import Path

WORDS = {
    "rows": ("行", "rows"), "files": ("个文件", "files"), "read": ("行已读", "rows read"),
}  # fmt: skip


def add_key(parser: ArgumentParser) -> None:
    """Add the key of backups."""
    parser.add_argument(
        "--key", type=Path, metavar="KEYFILE",
        help="备份的钥匙（或 ZHAMEN_BACKUP_KEY_FILE 等） / key (or ZHAMEN_BACKUP_KEY_FILE)",
    )  # fmt: skip
