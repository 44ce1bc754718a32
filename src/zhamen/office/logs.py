"""Logs that tell what broke and where, and never what was being worked on."""

import logging
import traceback
from datetime import UTC, datetime


class Silent(logging.Formatter):
    """Writes the message as it stands in the source, without its arguments.

    Arguments, and the words of an exception, may quote a path, a form or a row.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line: time, level, who speaks, what, and where it was raised."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        line = f"{at} {record.levelname} {record.name}: {record.msg}"
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            where = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
            line += f" [{record.exc_info[0].__name__}{where}]"
        return line
