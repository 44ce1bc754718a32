"""Private files: written once for their owner alone, refused if anybody else can read them."""

import os
import stat
from pathlib import Path

from zhamen.errors import ZhamenError

_MOST = 1 << 12


def read_private(path: Path, error: type[ZhamenError]) -> str:
    """Return the text of a small file that nobody but its owner may read.

    Raises `error` for anything else, without repeating what stands in it.
    """
    try:
        # A pipe must not hold us up before we have seen that it is none of ours.
        with open(path, "rb", opener=lambda p, flags: os.open(p, flags | os.O_NONBLOCK)) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise error(f"{path}: 不是普通文件 / not a regular file")
            if status.st_mode & 0o077:
                raise error(
                    f"{path}: 权限 {status.st_mode & 0o777:o}，应为 400 / others can read it",
                    advice=f"chmod 400 {path}",
                )
            return file.read(_MOST).decode("utf-8", "replace")
    except OSError as failure:
        raise error(f"{path}: {failure.strerror}", advice="检查路径 / check the path") from failure


def write_private(path: Path, text: str, error: type[ZhamenError]) -> None:
    """Write a new file that only its owner can read; never over an old one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError as failure:
        raise error(
            f"{path}: 已经存在，钥匙从不覆盖 / exists", advice="换个名字 / choose another name"
        ) from failure
    except OSError as failure:
        raise error(f"{path}: {failure.strerror}", advice="检查路径 / check the path") from failure
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
