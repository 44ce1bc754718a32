"""A picture as lines of coloured half blocks, for a screen; only of pictures that we made."""

from pathlib import Path


def size_of(path: Path) -> tuple[int, int]:
    """Return width and height of a picture in pixels."""
    from PIL import Image

    with Image.open(path) as picture:
        return picture.size


def preview(path: Path, width: int) -> list[str]:
    """Return a picture as lines so many columns wide: two pixels above each other a character."""
    from PIL import Image

    with Image.open(path) as picture:
        height = round(width * picture.height / picture.width / 2) * 2
        small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    pixels = small.tobytes()

    def colour(x: int, y: int) -> str:
        at = 3 * (y * width + x)
        return ";".join(map(str, pixels[at : at + 3]))

    return [
        "".join(f"\x1b[38;2;{colour(x, y)};48;2;{colour(x, y + 1)}m▀" for x in range(width))
        + "\x1b[0m"
        for y in range(0, height, 2)
    ]
