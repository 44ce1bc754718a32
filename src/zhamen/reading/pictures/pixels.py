"""Pictures of any mode made plain: upright, eight bits, three colours, nothing see-through."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from zhamen.errors import ReadError
from zhamen.settings import Limits

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from zhamen.reading.ocr.networks import Picture

    Grey = NDArray[numpy.uint8]

_MOST_OF_A_PHOTO = 16_000_000
"""Pixels of a JPEG from which it is decoded at a half: its letters are large enough."""
_GLANCE = 600
"""Longest side, at least, of a photograph that is looked at for text at a part of its size."""
_FINE = 1200
"""The same of its light, in which codes are looked for."""
_SEEN_THROUGH = 250
_ALIKE = 6


def opened(data: bytes, formats: tuple[str, ...], limits: Limits) -> Any:
    """Return a Pillow image of one of the formats, not decoded yet.

    Raises ReadError: damaged, too_many_pixels.
    """
    from PIL import Image, UnidentifiedImageError

    # Our own limit, with its own name, stands in the place of Pillow's.
    Image.MAX_IMAGE_PIXELS = None
    try:
        image = Image.open(io.BytesIO(data), formats=formats)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise ReadError("damaged") from error
    if image.width * image.height > limits.pixels:
        raise ReadError("too_many_pixels")
    return image


def reduced(image: Any) -> Any:
    """Return a large JPEG at a half, a quarter or an eighth, not decoded yet; None if it is small.

    The transform of its blocks gives these sizes for nothing.
    """
    from PIL import Image

    if image.format != "JPEG" or max(image.size) < 2 * _GLANCE:
        return None
    small = Image.open(io.BytesIO(image.fp.getvalue()), formats=("JPEG",))
    _drafted(small, None, _GLANCE)
    return small


def light(image: Any) -> "Grey | None":
    """Return the light of a large JPEG at a size at which small codes are found, None if torn.

    Without its colours it is decoded in half the time.
    """
    import numpy
    from PIL import Image

    grey = Image.open(io.BytesIO(image.fp.getvalue()), formats=("JPEG",))
    _drafted(grey, "L", _FINE)
    try:
        return numpy.asarray(grey.convert("L")) if decoded(grey) else None
    except ReadError:
        return None


def _drafted(image: Any, mode: str | None, side: int) -> None:
    """Have a JPEG decoded at an eighth, a quarter or a half, its longer side at least `side`."""
    share = max(max(image.size) // side, 1)
    image.draft(mode, (image.width // share, image.height // share))


def decoded(image: Any) -> bool:
    """Decode the present frame as far as it goes, and tell whether it was all there."""
    from PIL import ImageFile

    if image.format in ("JPEG", "MPO") and image.width * image.height > _MOST_OF_A_PHOTO:
        image.draft(None, (image.width // 2, image.height // 2))
    for torn in (False, True):
        ImageFile.LOAD_TRUNCATED_IMAGES = torn
        try:
            image.load()
            return not torn
        except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
            if torn:
                raise ReadError("damaged") from error
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
    return False


def plain(image: Any) -> "Iterator[Picture]":
    """Yield the picture upright; what is see-through on white, then on black if that differs."""
    from PIL import ImageOps

    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        yield from _on_grounds(image.convert("RGBA"))
    else:
        yield _blue_first(_eight_bits(image).convert("RGB"))


def _on_grounds(image: Any) -> "Iterator[Picture]":
    from PIL import Image

    alpha = image.getchannel("A")
    if alpha.getextrema()[0] >= _SEEN_THROUGH:
        yield _blue_first(image.convert("RGB"))
        return
    # White letters on nothing are white on white here, and plain to see on a black ground.
    for ground in ("white", "black"):
        canvas = Image.new("RGB", image.size, ground)
        canvas.paste(image, mask=alpha)
        yield _blue_first(canvas)


def _eight_bits(image: Any) -> Any:
    """Return an image of 16 or 32 bits a pixel spread over 8: what is there, from dark to light."""
    import numpy
    from PIL import Image

    if not image.mode.startswith(("I", "F")):
        return image
    values = numpy.nan_to_num(numpy.asarray(image, numpy.float32))
    low, high = numpy.percentile(values, (0.5, 99.5))
    spread = (values - low) * (255 / max(float(high - low), 1e-6))
    return Image.fromarray(spread.clip(0, 255).astype(numpy.uint8))


def _blue_first(image: Any) -> "Picture":
    import numpy

    return numpy.ascontiguousarray(numpy.asarray(image)[:, :, ::-1])


class Frames:
    """Which frames of an animation show something that none before them did."""

    def __init__(self) -> None:
        self._seen: list[Any] = []

    def is_new(self, image: Any) -> bool:
        """Tell whether a frame differs from all that were asked about before."""
        import numpy

        small = image.convert("RGBA").resize((96, 96))
        thumb = numpy.asarray(small, numpy.int16)
        for other in self._seen:
            if numpy.abs(thumb - other).max() <= _ALIKE:
                return False
        self._seen.append(thumb)
        return True
