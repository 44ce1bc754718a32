"""The drawings of an issue: what must not leave, in a bubble, stopped by the gate; and its code."""

from functools import cache
from importlib.resources import files
from io import BytesIO

from zhamen.errors import StudyError

_MOTIFS = files("zhamen.study") / "motifs"
_BLANK = "<!--motif-->"


@cache
def motifs() -> tuple[str, ...]:
    """Return the names of all drawings: one file in `motifs/` is one."""
    names = (path.name.removesuffix(".svg") for path in _MOTIFS.iterdir())
    return tuple(sorted(name for name in names if not name.startswith("_")))


@cache
def motif(name: str) -> str:
    """Return a drawing as SVG. Raises StudyError."""
    if name not in motifs():
        raise StudyError(f"motif: got {name!r}", advice="、".join(motifs()))
    frame = (_MOTIFS / "_gate.svg").read_text("utf-8")
    return frame.replace(_BLANK, (_MOTIFS / f"{name}.svg").read_text("utf-8")).strip()


def code(address: str) -> str:
    """Return the address as a QR code in SVG. Raises StudyError where it is longer than a code."""
    import segno

    drawn = BytesIO()
    try:
        made = segno.make(address, error="m", micro=False)
    except segno.DataOverflowError as error:
        raise StudyError(
            f"二维码装不下 {len(address)} 个字 / {len(address)} characters are too many for a code"
        ) from error
    made.save(drawn, kind="svg", border=0, dark="#211d1a", xmldecl=False, nl=False,
              omitsize=True)  # fmt: skip
    return drawn.getvalue().decode()
