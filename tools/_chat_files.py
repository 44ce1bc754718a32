"""Plausible files of a chat, invented and cheap to make: papers, pictures, films, packages."""

import io
import random
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
from PIL import Image, ImageDraw, ImageFont

_SUBJECTS = "食堂 班车 停车位 体检 篮球赛 安全培训 春游 办公用品 会议室 图书角 志愿服务 设备保养 值班 考勤".split()
_DOINGS = "安排 通知 说明 名单 照片整理 预算 小结 报名 变动 接龙 时间表 清单 回顾".split()
_PLACES = "一号楼 二号楼 食堂二层 东门 操场 三楼会议室 图书馆 停车场 车间门口 活动中心".split()
_ENDINGS = (
    "请互相转告。 收到请回复。 不参加的请提前说。 有问题找小洪。 辛苦各位。 详见附表。".split()
)
_PAGE_FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"


def sentence(chance: random.Random) -> str:
    """Return one innocent sentence of an invented unit."""
    pick = chance.choice
    day, hour = chance.randint(1, 28), chance.randint(8, 18)
    return (
        f"{day} 日 {hour} 点在{pick(_PLACES)}，{pick(_SUBJECTS)}{pick(_DOINGS)}，{pick(_ENDINGS)}"
    )


def title(chance: random.Random) -> str:
    """Return an innocent name for a paper."""
    return f"{chance.choice(_SUBJECTS)}{chance.choice(_DOINGS)}（示例）"


def paper(chance: random.Random, lines: int) -> list[str]:
    """Return the lines of an innocent paper."""
    return [title(chance), *(sentence(chance) for _ in range(lines))]


def text(lines: list[str], chance: random.Random) -> bytes:
    """Return lines as plain text, sometimes in the encoding of old Windows."""
    return "\r\n".join(lines).encode("gb18030" if chance.random() < 0.3 else "utf-8")


def docx(lines: list[str], chance: random.Random) -> bytes:
    """Return lines as a Word document."""
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f"<w:document {space}><w:body>{body}</w:body></w:document>"
    return _office("word/document.xml", main, {"word/document.xml": document})


def xlsx(lines: list[str], chance: random.Random) -> bytes:
    """Return lines as the first column of a sheet."""
    cells = "".join(
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>{escape(line)}</t></is></c></row>'
        for at, line in enumerate(lines, 1)
    )
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    links = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    book = f'<workbook {space} {links}><sheets><sheet name="表1" sheetId="1" r:id="r1"/></sheets></workbook>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    members = {
        "xl/workbook.xml": book,
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>",
        "xl/_rels/workbook.xml.rels": _relations("r1", kind, "worksheets/sheet1.xml"),
    }
    return _office("xl/workbook.xml", main, members)


def _relations(name: str, kind: str, target: str) -> str:
    space = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    inner = f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
    return f"<Relationships {space}>{inner}</Relationships>"


def _office(main: str, kind: str, members: dict[str, str]) -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
    types = (
        f'<Types {space}><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    whole = {"[Content_Types].xml": types, "_rels/.rels": _relations("r1", office, main)} | members
    return _zipped({name: text.encode() for name, text in whole.items()})


def _zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return packed.getvalue()


def package(lines: list[str], chance: random.Random) -> bytes:
    """Return lines as a document beside another within a package."""
    other = docx(paper(chance, 3), chance)
    return _zipped({f"{title(chance)}.docx": other, "附件（示例）.docx": docx(lines, chance)})


def pdf(lines: list[str], chance: random.Random) -> bytes:
    """Return lines as a PDF page in a font that every reader has by name."""
    shown = [line[at : at + 36] for line in lines for at in range(0, len(line), 36)][:40]
    rows = " ".join(f"<{row.encode('utf-16-be').hex()}> Tj 0 -18 Td" for row in shown)
    stream = f"BT /F 11 Tf 60 780 Td {rows} ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        b"/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]"
        b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>",
    ]
    whole, places = bytearray(b"%PDF-1.5\n"), []
    for number, data in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj %s endobj\n" % (number, data)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(objects) + 1, len(whole)
    whole += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    whole += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    return bytes(whole)


@cache
def _scene(number: int) -> bytes:
    """Return a JPEG of nothing in particular: sky, ground, shapes, the grain of a phone."""
    chance = np.random.default_rng(number)
    height, width = (480, 640) if number % 3 else (640, 480)
    slope = np.linspace(0, 1, height)[:, None, None]
    sky, ground = chance.integers(60, 255, (2, 1, 1, 3))
    field = np.broadcast_to(sky * (1 - slope) + ground * slope, (height, width, 3))
    grain = chance.normal(0, 5, (height, width, 1))
    picture = Image.fromarray(np.clip(field + grain, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for _ in range(12):
        left, top = int(chance.integers(0, width)), int(chance.integers(0, height))
        size = int(chance.integers(20, 160))
        draw.ellipse((left, top, left + size, top + size), tuple(chance.integers(0, 255, 3)))
    return _jpeg(picture, 70)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    saved = io.BytesIO()
    picture.save(saved, "JPEG", quality=quality)
    return saved.getvalue()


def photo(chance: random.Random) -> bytes:
    """Return an innocent picture; each has bytes of its own."""
    return _commented(_scene(chance.randrange(120)), chance)


def _commented(jpeg: bytes, chance: random.Random) -> bytes:
    comment = f"{chance.getrandbits(64):016x}".encode()
    return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + jpeg[2:]


def page(lines: list[str], chance: random.Random) -> bytes:
    """Return lines as the picture of a page. Raises OSError without Noto's Chinese serif."""
    picture = Image.new("RGB", (900, 1200), (244, 242, 236))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(_PAGE_FONT, 34)
    for number, line in enumerate(lines[:22]):
        draw.text((80, 90 + 50 * number), line[:22], (30, 30, 34), font)
    return _commented(_jpeg(picture, 80), chance)


def stored(data: bytes, chance: random.Random) -> bytes:
    """Return a picture as WeChat 3.x stores it: every byte with one other."""
    mask = chance.randrange(1, 256)
    return data.translate(bytes(byte ^ mask for byte in range(256)))


def stored_v2(data: bytes, chance: random.Random) -> bytes:
    """Return what WeChat 4.x stores since V2: nobody but the client can read it."""
    head = b"\x07\x08V2\x08\x07" + struct.pack("<II", 1024, 1024) + b"\x01"
    return head + chance.randbytes(min(len(data), 20_000))


def _encoder() -> str:
    """Return the encoder that films are made with: H.264 as phones do, if there is one."""
    import av

    return next(name for name in ("libx264", "libopenh264", "mpeg4") if name in av.codecs_available)


@cache
def _clip(number: int) -> bytes:
    """Return a second without sound: a camera that moves over nothing in particular."""
    import av

    ground = np.asarray(Image.open(io.BytesIO(_scene(number))))
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream(_encoder(), rate=12)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for at in range(0, 96, 8):
            seen = np.ascontiguousarray(ground[at : at + 240, at : at + 320])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(seen, "rgb24")))
        container.mux(stream.encode(None))
    return file.getvalue()


def film(chance: random.Random) -> bytes:
    """Return a tiny film with bytes of its own. Raises ImportError without the extra `media`."""
    spare = f"{chance.getrandbits(64):016x}".encode()
    return _clip(chance.randrange(24)) + struct.pack(">I4s", 8 + len(spare), b"free") + spare


def voice(chance: random.Random) -> bytes:
    """Return a second of hum as a voice message. Raises ImportError without the extra `media`."""
    import pysilk

    hertz, rate = chance.uniform(90, 240), 16_000
    hum = 6000 * np.sin(2 * np.pi * hertz * np.arange(rate) / rate)
    file = io.BytesIO()
    pysilk.encode(io.BytesIO(hum.astype("<i2").tobytes()), file, rate, 24_000, tencent=True)
    return file.getvalue()


def database(chance: random.Random) -> bytes:
    """Return a small database, as clients keep them beside their files."""
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        with sqlite3.connect(file.name) as rows:
            rows.execute("CREATE TABLE note (text)")
            rows.executemany("INSERT INTO note VALUES (?)", [(sentence(chance),) for _ in range(9)])
        rows.close()
        return Path(file.name).read_bytes()


PAPERS: dict[str, Callable[[list[str], random.Random], bytes]] = {
    "txt": text, "docx": docx, "pdf": pdf, "xlsx": xlsx, "zip": package,
}  # fmt: skip
