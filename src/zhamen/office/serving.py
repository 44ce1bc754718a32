"""The running office: tables brought up to date, journal compared with its head, pages served."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhamen.errors import JournalError, UsageError
from zhamen.office.configuring import LOOPBACK, configure
from zhamen.office.places import Places
from zhamen.settings import OfficeSettings, Settings

if TYPE_CHECKING:
    import uvicorn

    from zhamen.office.desk.feeding import Feeder

_GRACE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Opened:
    """What the person at the terminal should know."""

    address: str
    """Where a browser finds the office."""
    opening: str
    """Where the first three administrators are made; empty once they are."""


def prepare(settings: Settings) -> Opened:
    """Set everything up but the socket. Raises ZhamenError for what would not be safe."""
    office = settings.office
    check_address(office)
    configure(settings)
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise UsageError(
            f"数据库连不上 / the database does not answer: {type(error).__name__}",
            advice="核对 office.database 和口令（PGPASSFILE） / check address and password",
        ) from error
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    compare_with_head()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    from zhamen.office.people import opening

    address = address_of(office)
    return Opened(address, f"{address}/open/{opening.TOKEN}" if opening.needed() else "")


def check_address(office: OfficeSettings) -> None:
    """Refuse to speak plainly to other machines. Raises UsageError."""
    here = office.address in ("localhost", "127.0.0.1", "::1")
    if not here and not office.certificate and not office.behind_proxy:
        raise UsageError(
            f"{office.address}：别的机器能连上，却没有加密 / reachable without TLS",
            advice="设 office.certificate，或放在做 TLS 的代理后面并设 office.behind_proxy / "
            "give a certificate, or set behind_proxy",
        )
    if bool(office.certificate) != bool(office.certificate_key):
        raise UsageError(
            "证书和私钥要成对给出 / certificate and key come together",
            advice="office.certificate, office.certificate_key",
        )


def address_of(office: OfficeSettings) -> str:
    """Return the address for a browser."""
    scheme = "https" if office.certificate or office.behind_proxy else "http"
    host = office.hosts[0] if office.hosts else LOOPBACK[0]
    return f"{scheme}://{host}" + ("" if office.behind_proxy else f":{office.port}")


def compare_with_head() -> None:
    """Refuse to open over a database that is older than the head beside it. Raises JournalError."""
    from django.conf import settings

    from zhamen.journal.checkpoint import opened
    from zhamen.journal.head_file import read_head
    from zhamen.office.journal.keeping import signing_key
    from zhamen.office.journal.reading import head

    places: Places = settings.ZHAMEN_PLACES
    key = signing_key().public
    beside, inside = read_head(places.head, key), head()
    size = opened(inside.note, key).size if inside else 0
    if beside is not None and beside.size > size:
        raise JournalError(
            f"数据库里的日志有 {size} 条，旁边的头记着 {beside.size} 条：数据库被换成了旧的 / "
            f"the journal has {size} entries, its head knows of {beside.size}: an older database",
            advice=f"核实后再把 {places.head} 移走 / find out why, then move the head away",
        )


def serve(settings: Settings) -> None:
    """Serve until told to stop (Ctrl-C, SIGTERM); requests under way are finished first."""
    server = _server(settings.office)
    note("office.started")
    feeder = _feeder(settings)
    feeder.start()
    try:
        asyncio.run(server.serve())
    finally:
        feeder.stop()
        _close_window()
        note("office.stopped")


def _feeder(settings: Settings) -> "Feeder":
    from typing import cast

    from django.apps import apps

    from zhamen.office.desk.apps import DeskConfig
    from zhamen.office.desk.feeding import Feeder
    from zhamen.office.journal.keeping import signing_key

    office = settings.office
    feeder = Feeder(settings.spool.folder, office.snapshots, office.published, signing_key())
    # The desk's pages say what fails: an empty list of verdicts must not look like a quiet day.
    cast(DeskConfig, apps.get_app_config("desk")).troubles = feeder.troubles
    return feeder


def _close_window() -> None:
    from typing import cast

    from django.apps import apps

    from zhamen.office.selfcheck.apps import SelfcheckConfig

    cast(SelfcheckConfig, apps.get_app_config("selfcheck")).close()


def note(name: str) -> None:
    """Put on record what the office itself does."""
    from django.db import transaction

    from zhamen.journal.appending import Act
    from zhamen.office.journal.keeping import record

    with transaction.atomic():
        record(Act(name, "office", "office", ""))


def _server(office: OfficeSettings) -> "uvicorn.Server":
    import uvicorn
    from django.core.asgi import get_asgi_application

    from zhamen.office.bodies import Bounded

    config = uvicorn.Config(
        Bounded(get_asgi_application()),
        host=office.address,
        port=office.port,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ssl_certfile=office.certificate,
        ssl_keyfile=office.certificate_key,
    )
    return uvicorn.Server(config)
