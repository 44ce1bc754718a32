"""Paths in a report that leaves the desk: their shape stays, their names do not."""


def masked_path(path: str) -> str:
    """Return a path with the first character of each name and the ending: `/张*/方***.docx`."""
    *folders, name = path.split("/")
    stem, dot, ending = name.rpartition(".")
    # What follows the last dot is an ending only if it looks like one; else it is a name.
    if not stem or len(ending) > 5 or not ending.isascii():
        stem, dot, ending = name, "", ""
    return "/".join([*map(_masked, folders), _masked(stem) + dot + ending])


def _masked(name: str) -> str:
    return name if name in ("", ".", "..") else name[0] + "*" * min(len(name) - 1, 5)
