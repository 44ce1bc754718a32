"""Pictures of every format are read whole: letters, notes, codes, frames, and what is appended."""

import io
import json
from pathlib import Path
from typing import Any

import numpy
import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from drawing import LINES, saved, written
from zhamen.model.message import Message, Part
from zhamen.model.terms import Medium
from zhamen.model.trace import Trace, TraceKind
from zhamen.reading.filing import Address, Filed, load_formats, read_file
from zhamen.reading.formatting import Room
from zhamen.reading.reader import Reader
from zhamen.settings import Limits

MARK = "机密★10年（示例）"


def filed(data: bytes, name: str = "a", **limits: int) -> list[Filed]:
    """Return what is read of a file, with the errands between the rooms done."""
    found: list[Filed] = []
    todo = [(Address(name), data)]
    while todo:
        address, data = todo.pop(0)
        room = next(
            (
                f.room
                for f in sorted(
                    load_formats(), key=lambda f: -f.claims(data[:4096], address.unread_name)
                )
            ),
            Room.PARSER,
        )
        for each in read_file(data, address, Limits(**limits), room):
            if hasattr(each, "data"):
                todo.append((each.address, each.data))
            else:
                found.append(each)
    return found


def text(found: list[Filed], place: str | None = None) -> str:
    """Return the texts that were read, without spaces, of one place or all."""
    pieces = [each[1] for each in found if isinstance(each, tuple)]
    kept = [p.text for p in pieces if place is None or p.place == place]
    return "\n".join(kept).replace(" ", "")


def reasons(found: list[Filed]) -> set[str]:
    """Return why something is unread."""
    return {
        each.reason
        for each in found
        if not isinstance(each, tuple | Trace) and hasattr(each, "reason")
    }


MODES = {
    "jpeg": ("JPEG", "RGB", {"quality": 80}), "grey jpeg": ("JPEG", "L", {}),
    "CMYK jpeg": ("JPEG", "CMYK", {}), "progressive": ("JPEG", "RGB", {"progressive": True}),
    "png": ("PNG", "RGB", {}), "palette": ("PNG", "P", {}), "one bit": ("PNG", "1", {}),
    "grey and alpha": ("PNG", "LA", {}), "webp": ("WEBP", "RGB", {}), "bmp": ("BMP", "RGB", {}),
    "gif": ("GIF", "P", {}), "tiff": ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    "fax": ("TIFF", "1", {"compression": "group4"}),
    "ico": ("ICO", "RGBA", {"sizes": [(256, 256)]}),
    "ppm": ("PPM", "RGB", {}), "pcx": ("PCX", "RGB", {}), "avif": ("AVIF", "RGB", {}),
    "jpeg 2000": ("JPEG2000", "RGB", {}), "dds": ("DDS", "RGB", {}),
}  # fmt: skip


@pytest.mark.parametrize("kind", MODES)
def test_every_format_and_mode(kind: str) -> None:
    """What is written in a picture is read, whatever the picture is stored as."""
    name, mode, options = MODES[kind]
    image = written().convert(mode)
    if name == "ICO":
        image = written(LINES[0], size=24).convert("RGBA").resize((256, 98))
        square = Image.new("RGBA", (256, 256), "white")
        square.paste(image, (0, 70))
        image = square
    try:
        data = saved(image, name, **options)
    except (OSError, KeyError) as error:
        pytest.skip(f"this Pillow writes no {name}: {error}")

    assert LINES[0] in text(filed(data), "picture")


def test_sixteen_bits() -> None:
    """A scan of sixteen bits a pixel that uses few of them is spread and read."""
    grey = numpy.asarray(written().convert("L"), numpy.uint16) * 3 + 9000

    assert LINES[0] in text(filed(saved(Image.fromarray(grey))), "picture")


@pytest.mark.parametrize("ink", ["white", "black"])
def test_letters_on_nothing(ink: str) -> None:
    """White on transparent shows on a black ground, black on a white one."""
    assert LINES[0] in text(filed(saved(written(mode="RGBA", ink=ink, paper=(0, 0, 0, 0)))))


def test_a_heic_photograph() -> None:
    """What an iPhone writes is read where the extra is installed; nothing here can write one."""
    pytest.importorskip("pi_heif")
    found = filed(b"\0\0\0\x18ftypheic" + bytes(99))

    assert reasons(found) == {"damaged"}


@pytest.mark.parametrize("turn", range(1, 9))
def test_the_orientation_of_exif(turn: int) -> None:
    """All eight orientations are undone, the mirrored ones too."""
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    image = written() if turn == 1 else written().transpose(Image.Transpose(undo[turn]))
    exif = Image.Exif()
    exif[0x0112] = turn

    assert LINES[0] in text(filed(saved(image, "JPEG", exif=exif)), "picture")


def test_notes_of_a_photograph() -> None:
    """EXIF texts in any encoding, the place, the comment: all are read."""
    exif = Image.Exif()
    exif[0x010E] = MARK.encode()
    exif[0x9C9C] = "内部资料（示例）".encode("utf-16-le")
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + "秘密★5年".encode("utf-16-le")
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 7.0, 30.0), 3: "W", 4: (122.0, 59.0, 6.0)})
    found = filed(
        saved(Image.new("RGB", (64, 64)), "JPEG", exif=exif, comment="绝密★长期".encode())
    )

    for said in (MARK, "内部资料（示例）", "秘密★5年", "绝密★长期"):
        assert said in text(found)
    (trace,) = (e for e in found if isinstance(e, Trace) and e.kind is TraceKind.POSITION)
    assert trace.value == b"41.125000,-122.985000"


def test_texts_of_a_png() -> None:
    """Plain, compressed and international text chunks are read, and XMP without its markup."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "secret plan", zip=True)
    info.add_itxt("Title", MARK, zip=True)
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta><dc:title>秘密★3年</dc:title></x:xmpmeta>")
    found = filed(saved(Image.new("RGB", (64, 64)), pnginfo=info))

    for said in ("secretplan", MARK, "秘密★3年"):
        assert said in text(found, "properties")


def frames(kind: str, **options: Any) -> bytes:
    """Return an animation whose third frame bears a mark."""
    blank = [written("示例第一页"), written("示例第一页"), written(MARK), written("示例第四页")]
    size = blank[2].size
    same = [frame.resize(size) if frame.size != size else frame for frame in blank]
    buffer = io.BytesIO()
    same[0].save(buffer, kind, save_all=True, append_images=same[1:], **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "WEBP", "PNG"])
def test_every_frame(kind: str) -> None:
    """A mark on one page of many is found there; what repeats is read once."""
    data = frames(kind)
    found = filed(data)
    marked = [
        p.page for _, p in (e for e in found if isinstance(e, tuple)) if "机密★10年" in p.text
    ]

    # Some writers leave out the frame that repeats; the mark is on the last but one all the same.
    assert marked == [Image.open(io.BytesIO(data)).n_frames - 1]
    assert text(found).count("示例第一页") == 1


def test_more_frames_than_the_limit() -> None:
    """What lies behind the last frame allowed is unread."""
    assert "too_many_frames" in reasons(filed(frames("TIFF"), frames=2))


def test_a_bomb_is_not_decoded() -> None:
    """A picture of more pixels than the limit is unread by that name."""
    assert reasons(filed(saved(Image.new("1", (30000, 30000))))) == {"too_many_pixels"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP"])
def test_a_torn_picture(kind: str) -> None:
    """A picture that was cut off is read as far as it goes, and unread behind that."""
    lines = [f"第{n}行示例文字" for n in "一二三四五六七八"]
    data = saved(written(*lines), kind)
    found = filed(data[: int(len(data) * 0.7)])

    assert reasons(found) == {"damaged"}
    if kind != "BMP":
        assert "第一行示例文字" in text(found)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_what_stands_behind_the_end(kind: str) -> None:
    """A file appended to a picture is read like a file within it."""
    data = saved(Image.new("RGB", (64, 64), "green"), kind) + b"\n\n" + MARK.encode()
    found = filed(data, "a.bin")

    assert [e[0] for e in found if isinstance(e, tuple) and MARK in e[1].text] == [
        "a.bin!/appended"
    ]


def test_a_code() -> None:
    """What a QR code says is text, in its place."""
    zxingcpp = pytest.importorskip("zxingcpp")
    code = zxingcpp.create_barcode(MARK, zxingcpp.BarcodeFormat.QRCode)
    drawn = zxingcpp.write_barcode_to_image(code, scale=8)
    image = Image.new("RGB", (900, 700), "#dcdcd0")
    image.paste(
        Image.fromarray(numpy.asarray(drawn)).rotate(12, expand=True, fillcolor=255), (300, 200)
    )

    assert text(filed(saved(image)), "code") == MARK


@pytest.mark.parametrize("side", [1280, 1440, 2800])
def test_a_small_code_in_a_large_photograph(side: int) -> None:
    """A code of 4 % is read where the photograph has no word and is glanced at much smaller."""
    zxingcpp = pytest.importorskip("zxingcpp")
    code = zxingcpp.create_barcode("2031-0042", zxingcpp.BarcodeFormat.QRCode)
    drawn = Image.fromarray(numpy.asarray(zxingcpp.write_barcode_to_image(code, scale=8)))
    wall = numpy.linspace((120, 90, 60), (60, 80, 110), side).astype(numpy.uint8)
    image = Image.fromarray(numpy.repeat(wall[None], side * 3 // 4, axis=0))
    sticker = drawn.resize((side // 25, side // 25), Image.Resampling.BOX)
    image.paste(sticker.convert("RGB"), (side // 3, side // 3))

    assert text(filed(saved(image, "JPEG", quality=85)), "code") == "2031-0042"


def test_an_svg() -> None:
    """Texts in pieces, titles and the picture inside are read; shapes alone are unread."""
    import base64

    inner = base64.b64encode(saved(written())).decode()
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">'
        "<title>示例图</title><text>机<tspan>密★</tspan>10年</text>"
        f'<image x:href="data:image/png;base64,{inner}"/></svg>'
    )
    found = filed(drawn.encode(), "a.svg")

    assert "机密★10年" in text(found) and "示例图" in text(found)
    assert LINES[1] in text(found, "picture")
    shapes = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L9 9"/></svg>'
    assert reasons(filed(shapes, "a.svg")) == {"not_supported:drawing"}


def v1(picture: bytes, tail: int = 100, byte: int = 0x37) -> bytes:
    """Return a picture in WeChat's layout V1."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    head = picture[:1024]
    padded = head + bytes([16 - len(head) % 16]) * (16 - len(head) % 16)
    cipher = Cipher(algorithms.AES(b"cfcd208495d565ef"), modes.ECB()).encryptor()
    lengths = len(head).to_bytes(4, "little") + tail.to_bytes(4, "little")
    turned = bytes(each ^ byte for each in picture[-tail:])
    return (
        b"\x07\x08V1\x08\x07"
        + lengths
        + b"\1"
        + cipher.update(padded)
        + picture[1024:-tail]
        + turned
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP"])
def test_the_store_of_a_messenger(kind: str) -> None:
    """XORed pictures and V1 are opened; V2 is encrypted, and no key is looked for."""
    plain = saved(written(), kind)
    xored = bytes(each ^ 0x5A for each in plain)

    assert LINES[0] in text(filed(xored, "f3e1.dat"), "picture")
    if kind in ("JPEG", "PNG"):
        assert LINES[0] in text(filed(v1(plain), "f3e1.dat"), "picture")
    assert reasons(filed(b"\x07\x08V2\x08\x07" + xored, "f3e1.dat")) == {"encrypted"}


def test_through_the_room() -> None:
    """In the process of the room, within its limits, letters are read and said to be OCR's."""
    with Reader() as reader:
        reading = reader.read(Message("-", (Part("a.png", data=saved(written())),)))
    seen = [p for p in reading.passages if p.medium is Medium.OCR]

    assert not reading.unread
    assert LINES[0] in "".join(p.text for p in seen).replace(" ", "")


def test_known_photographs(shared: Path) -> None:
    """Photographs, screenshots, signs and tickets that people took are read as known."""
    folder = shared / "data/photos"
    known = [json.loads(line) for line in (folder / "index.jsonl").read_text("utf-8").splitlines()]
    missing = []
    for row in known:
        seen = text(filed((folder / row["file"]).read_bytes(), row["file"]), "picture")
        missing += [
            (row["file"], phrase)
            for phrase in row["contains"]
            if phrase not in seen.replace("來", "来").replace("銷", "销")
        ]

    assert not missing


def test_small_drawing() -> None:
    """A single line in a picture hardly higher than itself is read."""
    image = Image.new("RGB", (420, 40), "white")
    from drawing import face

    ImageDraw.Draw(image).text((4, 2), "示例内部资料注意保密", "black", face(32))

    assert "示例内部资料注意保密" in text(filed(saved(image)))
