"""Model fields that several features share."""

from typing import Any

from django.db import models

from clearhall.desk.lib import ids, sealing


def key_field(**options: Any) -> models.BigIntegerField:
    """Primary key drawn by `ids.new_id`; see `lib/ids.py`."""
    return models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False, **options)


class SealedTextField(models.Field[str, str]):
    """Text that is encrypted at rest with the field keys (`lib/sealing.py`). Reads as str, "" when empty; cannot be searched.

    `purpose` binds the ciphertext to this field: a value copied to another column does not open.
    """

    empty_values = [None, ""]

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        self.purpose = purpose
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "BinaryField"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"purpose": self.purpose}

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = sealing.seal(value.encode(), purpose=self.purpose) if value else b""
        return connection.Database.Binary(sealed)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return sealing.unseal(bytes(value), purpose=self.purpose).decode() if value else ""
