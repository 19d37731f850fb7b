"""Changing the field keys: a new key in front of the ring, then every sealed value sealed again, in small steps."""

from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import BinaryField, ExpressionWrapper, F

from clearhall.desk.accounts import second_factors
from clearhall.desk.files.store import keys_in_use, reseal_files
from clearhall.desk.lib import sealing
from clearhall.desk.lib.fields import SealedTextField
from clearhall.desk.upkeep.tables import tables

ROWS_A_STEP = 500


def add_key() -> None:
    """Write a new key in front of the ring; from now on it seals, and the old ones still open."""
    sealing.ring()
    path = sealing.ring_path()
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(sealing.new_ring_line() + path.read_text())
    draft.chmod(0o600)
    draft.replace(path)


def _sealed_columns() -> list[tuple[type, SealedTextField]]:
    return [
        (model, field)
        for model in tables()
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedTextField)
    ]


def _stored_values(model: type, field: SealedTextField, *, after: object) -> list[tuple[object, bytes]]:
    rows = model._base_manager.annotate(  # type: ignore[attr-defined]
        stored=ExpressionWrapper(F(field.attname), output_field=BinaryField())
    ).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return [(key, bytes(value)) for key, value in rows.values_list("pk", "stored")[:ROWS_A_STEP]]


def used_keys() -> set[str]:
    """Ids of the keys that some stored value or file needs."""
    used = keys_in_use() | second_factors.keys_used()
    for model, field in _sealed_columns():
        after = None
        while rows := _stored_values(model, field, after=after):
            used |= {sealing.sealed_with(value) for _, value in rows if value}
            after = rows[-1][0]
    return used


def missing_keys() -> set[str]:
    """Ids of keys that stored values need and the ring lacks."""
    return used_keys() - {key.hex() for key in sealing.ring()}


def unused_keys() -> list[str]:
    """Ids of keys, the newest apart, that no value and no file needs."""
    used = used_keys()
    return [key.hex() for key in list(sealing.ring())[1:] if key.hex() not in used]


def reseal_all(*, progress: Callable[[str, int], None]) -> dict[str, int]:
    """Seal every value again that an older key sealed. Safe to stop and run again. Returns values by column."""
    newest = next(iter(sealing.ring())).hex()
    counts: dict[str, int] = {}
    quote = connection.ops.quote_name
    for model, field in _sealed_columns():
        name = f"{model._meta.db_table}.{field.column}"  # type: ignore[attr-defined]
        counts[name] = 0
        after = None
        while rows := _stored_values(model, field, after=after):
            after = rows[-1][0]
            old = [(key, value) for key, value in rows if value and sealing.sealed_with(value) != newest]
            with transaction.atomic(), connection.cursor() as cursor:
                for key, value in old:
                    fresh = sealing.seal(sealing.unseal(value, purpose=field.purpose), purpose=field.purpose)
                    cursor.execute(
                        f"UPDATE {quote(model._meta.db_table)} SET {quote(field.column)} = %s "  # type: ignore[attr-defined]  # noqa: S608
                        f"WHERE {quote(model._meta.pk.column)} = %s AND {quote(field.column)} = %s",  # type: ignore[attr-defined]
                        [connection.Database.Binary(fresh), key, connection.Database.Binary(value)],
                    )
            counts[name] += len(old)
            progress(name, len(old))
    counts["files"], unreadable = reseal_files()
    for name in unreadable:
        progress(f"cannot be opened and stays as it is: {name}", 0)
    counts["mfa_authenticator.data"] = second_factors.reseal()
    progress("mfa_authenticator.data", counts["mfa_authenticator.data"])
    return counts
