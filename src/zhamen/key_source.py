"""Where the text of a key comes from: a private file, a command, or the environment.

The first that is given counts: the file, the command, then `NAME_FILE`, `NAME` and `NAME_COMMAND`
of the environment.
"""

import os
import shlex
import subprocess
from pathlib import Path

from zhamen.errors import ZhamenError
from zhamen.private_file import read_private

_COMMAND_SECONDS = 30


def key_text(
    path: Path | None, command: str, name: str, error: type[ZhamenError]
) -> tuple[str, str]:
    """Return the text of a key, and where it came from in words that repeat none of it.

    `name` is the environment's, as `ZHAMEN_KEY`. Raises `error` if no key is given, or if a file
    can be read by others.
    """
    if path is None and not command:
        if chosen := os.environ.get(f"{name}_FILE"):
            path = Path(chosen)
        elif text := os.environ.get(name):
            return text, name
        else:
            command = os.environ.get(f"{name}_COMMAND", "")
    if path is not None:
        return read_private(path, error), str(path)
    if command:
        return _said_by(command, error), "the key command"
    raise error(
        "没有钥匙 / no key given",
        advice=f"--key KEYFILE, or {name}_FILE, {name}, {name}_COMMAND",
    )


def _said_by(command: str, error: type[ZhamenError]) -> str:
    """Return what a command prints: the way to a TPM, a password manager or a 密码机."""
    try:
        done = subprocess.run(
            shlex.split(command), stdout=subprocess.PIPE, timeout=_COMMAND_SECONDS, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError) as failure:
        raise error(
            f"取钥匙的命令失败 / the key command failed: {type(failure).__name__}",
            advice="手工运行它，应输出钥匙文件的内容 / it must print a key file",
        ) from failure
    return done.stdout.decode("ascii", "replace")
