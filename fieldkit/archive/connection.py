"""The connection to an archive, and the database's errors as sentences a person can act on; no word of a password."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors as said
from psycopg.conninfo import conninfo_to_dict

from fieldkit.core.errors import FieldkitError, InputError, StoreError
from fieldkit.core.text.clean import one_line

Connection = psycopg.Connection[tuple[Any, ...]]

_LEAST_VERSION = 150_000
"""PostgreSQL 15: before it a view reads as its owner, and shows everybody everything."""
_WAIT_S = 10
"""For an answer when it is called; and a wire that is silent, where somebody has pulled it out, is given up after six
times that."""
_REASON_CHARS = 160


@contextmanager
def archive_at(url: str, after: str = "") -> Iterator[Connection]:
    """An open connection to the database at `postgresql://…`, each statement a transaction of its own, closed
    afterwards. `after` is a sentence of what is so when it breaks off.

    InputError for an address that is none, StoreError when the database refuses, breaks off or is too old.
    """
    where = _called(url)
    try:
        with psycopg.connect(
            url,
            autocommit=True,
            application_name="feltkit",
            client_encoding="UTF8",
            connect_timeout=_WAIT_S,
            keepalives_idle=3 * _WAIT_S,
            keepalives_interval=_WAIT_S,
            keepalives_count=3,
            tcp_user_timeout=6 * _WAIT_S * 1000,
        ) as connection:
            _must_suit(connection, where)
            yield connection
    except psycopg.Error as error:
        raise _told(error, where, after) from error


def _called(url: str) -> str:
    """The address as people may see it: without its password. InputError when it is none."""
    try:
        parts = conninfo_to_dict(url) if re.match(r"postgres(ql)?://", url) else None
    except psycopg.ProgrammingError:
        parts = None
    if parts is None:
        raise InputError("Arkivets adresse skal se sådan ud: postgresql://BRUGER@VÆRT/DATABASE.")
    host, port = parts.get("host") or "denne maskine", parts.get("port")
    return one_line(f"{parts.get('dbname') or parts.get('user') or 'databasen'} på {host}{f':{port}' if port else ''}")


def _must_suit(connection: Connection, where: str) -> None:
    if connection.info.server_version < _LEAST_VERSION:
        major = connection.info.server_version // 10_000
        raise StoreError(f"Databasen {where} er PostgreSQL {major}; et arkiv kræver 15 eller nyere.")
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise StoreError(f"Databasen {where} er ikke i UTF-8; lav en ny til arkivet, der er.")


def _told(error: psycopg.Error, where: str, after: str) -> FieldkitError:
    reason = one_line(str(error).strip().partition("\n")[0], _REASON_CHARS)
    match error:
        case said.InsufficientPrivilege():
            return StoreError(f"Brugeren må ikke gøre det i {where} ({reason}); bed databasens ejer om lov.")
        case said.UndefinedTable() | said.InvalidSchemaName() | said.UndefinedFunction():
            return StoreError(f"Der er intet helt arkiv i {where} ({reason}).")
        case said.DiskFull():
            return StoreError(f"Disken med {where} er fuld. {after}".rstrip())
        case said.ReadOnlySqlTransaction():
            return StoreError(f"Databasen {where} kan kun læses; brug den, der kan skrives i. Intet er ændret.")
        case said.QueryCanceled():
            return StoreError(f"Databasen {where} brød af, fordi det tog for lang tid. {after}".rstrip())
        case psycopg.OperationalError() if error.sqlstate is None and error.pgconn is not None:
            return StoreError(f"Databasen {where} svarer ikke eller lukker ikke ind: {reason}.")
        case psycopg.OperationalError():
            return StoreError(f"Forbindelsen til {where} blev afbrudt ({reason}). {after}".rstrip())
    return StoreError(f"Databasen {where} svarer med en fejl ({reason}). {after}".rstrip())
