"""The software is not the leak: a word that goes through every path is written nowhere.

Gate, self-service page, desk, spool, check, scan and its report, refusals and breakdowns with
debugging on. Then every file that anything of this wrote is searched, in every way of writing it.
"""

import base64
import http.client
import io
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from office_cast import browser_of, opened
from office_running import environment, served

from zhamen.gatehouse.digests import make_key
from zhamen.office.places import Places

CANARY = "金丝雀柒肆壹玖"
LATIN = "kanarienvogel7419"
TEXTS = (
    f"机密★10年 {CANARY}{LATIN}", f"拟任人选{CANARY}{LATIN}还没公布，先别外传",
    f"明天{CANARY}{LATIN}聚餐", f"{CANARY}{LATIN}" * 40,
)  # fmt: skip


def written_as(word: str) -> set[bytes]:
    """Return every way in which a program may have written a word, short of encrypting it."""
    plain = word.encode()
    ways = {
        plain, word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode("gb18030"),
        json.dumps(word)[1:-1].encode(), quote(word).encode(), plain.hex().encode(),
        repr(plain)[2:-1].encode(), word.encode("unicode_escape"),
    }  # fmt: skip
    for shift in range(3):
        # Base64 of it anywhere within other bytes: the ends depend on the neighbours.
        ways.add(base64.b64encode(b"\0" * shift + plain)[4:-4])
    return ways


def found_in(folder: Path, inputs: set[Path]) -> list[str]:
    """Return the files below a folder, other than what was put in, in which the canary stands."""
    ways = written_as(CANARY) | written_as(LATIN)
    files = [path for path in folder.rglob("*") if path.is_file() and path not in inputs]
    assert len(files) > 10
    return [
        f"{path.relative_to(folder)}: {way!r}"
        for path in files
        for way in ways
        if way in path.read_bytes() or way in os.fsencode(path.name)
    ]


@pytest.fixture
def papers(tmp_path: Path) -> set[Path]:
    """Files with the canary inside: plain, zipped, broken, of no known kind."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.txt").write_text("\n".join(TEXTS), "utf-8")
    (folder / "b.txt").write_text("\n".join(TEXTS), "gb18030")
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("inner.txt", "\n".join(TEXTS))
    (folder / "c.zip").write_bytes(zipped.getvalue())
    (folder / "d.zip").write_bytes(zipped.getvalue()[:-30])
    (folder / "e.pdf").write_bytes(b"%PDF-1.4\n" + "\n".join(TEXTS).encode())
    (folder / "f.bin").write_bytes(b"\x00\x01" + "\n".join(TEXTS).encode())
    return set(folder.iterdir())


def surroundings(folder: Path) -> dict[str, str]:
    """Return an environment whose every place to write is below a folder, debugging on."""
    for name in ("tmp", "home"):
        (folder / name).mkdir(exist_ok=True)
    home = str(folder / "home")
    return {
        "TMPDIR": str(folder / "tmp"), "HOME": home, "XDG_STATE_HOME": f"{home}/state",
        "XDG_CACHE_HOME": f"{home}/cache", "ZHAMEN_DEBUG": "1",
    }  # fmt: skip


def asked(port: int, method: str, way: str, body: bytes = b"", **headers: str) -> int:
    """Ask for something and return the status; 0 if nobody answered."""
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    try:
        connection.request(method, way, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


@contextmanager
def gate(folder: Path, settings: Path) -> Iterator[tuple[int, str]]:
    """Serve the HTTP gate of the same settings and yield (port, token)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "zhamen", "--settings", str(settings), "gate"]
    run = {"cwd": folder, "env": environment() | surroundings(folder)}
    token = subprocess.run(
        [*words, "token", "im"], capture_output=True, text=True, check=True, **run
    ).stdout.strip()
    with (
        open(folder / "gate.err", "w") as errors,
        subprocess.Popen(
            [*words, "http", "--port", str(port)], stderr=errors, stdout=errors, **run
        ) as process,
    ):
        while asked(port, "GET", "/healthz") == 0:
            assert process.poll() is None
            time.sleep(0.1)
        yield port, token
        process.terminate()


def through_the_gate(port: int, token: str, papers: set[Path]) -> list[int]:
    """Send everything, right and wrong, and return the statuses."""
    bearer = {"Authorization": f"Bearer {token}"}
    bodies = [json.dumps({"id": "m", "text": text}).encode() for text in TEXTS]
    for path in sorted(papers):
        file = {"name": path.name, "bytes": base64.b64encode(path.read_bytes()).decode()}
        bodies.append(json.dumps({"id": "f", "text": "", "files": [file]}).encode())
    bodies += [
        f'{{"text": "{CANARY}{LATIN}'.encode(), json.dumps({CANARY: LATIN}).encode(),
        json.dumps({"text": {CANARY: LATIN}}).encode(), f"{CANARY}".encode("utf-16"),
        json.dumps({"text": "x", "channel": CANARY}).encode(),
    ]  # fmt: skip
    statuses = [asked(port, "POST", "/v1/inspect", body, **bearer) for body in bodies]
    statuses += [
        asked(port, "POST", "/v1/inspect", bodies[0], Authorization=f"Bearer {LATIN}"),
        asked(port, "GET", f"/{LATIN}?{quote(CANARY)}", **bearer),
        asked(port, "POST", f"/v1/{LATIN}", bodies[0], **bearer),
    ]
    return statuses


def through_the_office(port: int, cookie: str, papers: set[Path]) -> list[int]:
    """Paste, upload, search, sign in wrongly and fill in badly; return the statuses."""
    csrf = "a" * 32
    cookies = f"__Host-zhamen={cookie}; __Host-zhamen-csrf={csrf}"
    word = CANARY + LATIN

    def posted(way: str, **fields: str) -> int:
        body = urlencode({"csrfmiddlewaretoken": csrf, **fields}).encode()
        kind = "application/x-www-form-urlencoded"
        return asked(port, "POST", way, body, Cookie=cookies, Content_Type=kind)

    statuses = [posted("/selfcheck/", text=text, channel="internet") for text in TEXTS]
    for path in sorted(papers):
        boundary = "示".encode().hex()
        parts = [(b'name="csrfmiddlewaretoken"', csrf.encode()), (b'name="channel"', b"internet"),
                 (f'name="files"; filename="{path.name}"'.encode(), path.read_bytes())]  # fmt: skip
        body = (
            b"".join(
                b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n"
                % (boundary.encode(), *part)
                for part in parts
            )
            + b"--%s--\r\n" % boundary.encode()
        )
        kind = f"multipart/form-data; boundary={boundary}"
        statuses.append(asked(port, "POST", "/selfcheck/", body, Cookie=cookies, Content_Type=kind))
    statuses += [
        posted("/login", number=LATIN, password=word), posted("/login", number=word),
        posted("/custody/do/receive", document=word, issuer=word, copies=word),
        posted("/people/1/unlock", word=word), posted(f"/{LATIN}", word=word),
        asked(port, "GET", f"/people/?q={quote(word)}", Cookie=cookies),
        asked(port, "GET", f"/desk/?q={quote(word)}&decision={LATIN}", Cookie=cookies),
        asked(port, "GET", f"/{LATIN}", Cookie=cookies + f"; lang={LATIN}"),
        asked(port, "POST", "/selfcheck/", word.encode() * 10, Cookie=cookies, Content_Type="x"),
    ]  # fmt: skip
    return statuses


def broken(places: Places, port: int, cookie: str) -> list[int]:
    """Take tables away from under the office, and return how it answers then."""
    with closing(sqlite3.connect(places.sqlite)) as connection:
        connection.execute("ALTER TABLE desk_event RENAME TO gone")
    word = quote(CANARY + LATIN)
    cookies = f"__Host-zhamen={cookie}"
    return [asked(port, "GET", f"/desk/?q={word}&decision=all", Cookie=cookies)]


def test_a_word_that_went_everywhere_is_written_nowhere(
    desk: Places, tmp_path: Path, papers: set[Path]
) -> None:
    """0 occurrences in what was written: databases, logs, spool, caches, reports, temporaries."""
    cast = opened()
    cookie = browser_of(cast.security).cookies["__Host-zhamen"].value
    make_key(tmp_path / "digest.key")
    beside = (
        f'snapshots = "{tmp_path / "snapshots"}"\n[spool]\nfolder = "{tmp_path / "spool"}"\n'
        f'digest_key = "{tmp_path / "digest.key"}"\n'
    )
    (tmp_path / "spool").mkdir()
    around = surroundings(tmp_path)
    with served(tmp_path, beside=beside, **around) as office:
        port = int(office.address.rpartition(":")[2])
        with gate(tmp_path, tmp_path / "zhamen.toml") as (gate_port, token):
            at_gate = through_the_gate(gate_port, token, papers)
            (tmp_path / "spool").rename(tmp_path / "moved")
            at_gate.append(through_the_gate(gate_port, token, set())[0])
            (tmp_path / "moved").rename(tmp_path / "spool")
        at_office = through_the_office(port, cookie, papers)
        time.sleep(2.5)
        at_office += broken(desk, port, cookie)
    said = scanned(tmp_path, papers)

    assert at_gate.count(200) >= len(TEXTS) + len(papers) and {400, 401, 404} <= set(at_gate)
    assert at_office.count(200) >= len(TEXTS) + len(papers)
    assert {403, 404, 500} <= set(at_office) and 0 not in at_office
    assert said.count("{") > 3
    assert found_in(tmp_path, papers) == []


def scanned(folder: Path, papers: set[Path]) -> str:
    """Check and scan the same by the command, report and all; return what was printed."""
    words = [sys.executable, "-m", "zhamen", "--settings", str(folder / "zhamen.toml")]
    run = {"cwd": folder, "env": environment() | surroundings(folder), "capture_output": True}
    attached = [word for path in sorted(papers) for word in ("--attach", str(path))]
    printed = b""
    for verb in (
        ["check", "--json", *attached, *TEXTS],
        ["check", "--explain", TEXTS[0]],
        ["scan", str(folder / "papers"), "--report", "report.html", "--jsonl"],
    ):
        done = subprocess.run([*words, *verb], **run)  # type: ignore[call-overload]
        assert done.returncode in (0, 1, 2), done.stderr
        printed += done.stdout + done.stderr
    (folder / "printed").write_bytes(printed)
    return printed.decode()


def test_the_search_would_find_it(tmp_path: Path) -> None:
    """Planted in ten ways, it is found in each."""
    for number, way in enumerate(sorted(written_as(CANARY))):
        (tmp_path / f"{number}").write_bytes(b"xyz" + way + b"xyz")
    planted = {each.partition(":")[0] for each in found_in(tmp_path, set())}

    assert planted == {str(number) for number in range(len(written_as(CANARY)))}
