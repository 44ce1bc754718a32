"""Style, script and drawings of the pages, under addresses that change with their content."""

import hashlib
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

from zhamen.office.roles import anybody

_FOLDER = Path(__file__).parent / "assets"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@cache
def _assets() -> dict[str, tuple[str, bytes]]:
    """Return name → (digest, content) of every asset."""
    found = {}
    for path in sorted(_FOLDER.iterdir()):
        if path.suffix in _TYPES:
            data = path.read_bytes()
            found[path.name] = (hashlib.sha256(data).hexdigest()[:12], data)
    return found


def url_of(name: str) -> str:
    """Return the address of an asset."""
    return f"/assets/{_assets()[name][0]}/{name}"


@anybody
def serve(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """Hand out an asset; browsers may keep it for good."""
    known, data = _assets().get(name, ("", b""))
    if known != digest:
        raise Http404
    response = HttpResponse(data, content_type=_TYPES[Path(name).suffix])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
