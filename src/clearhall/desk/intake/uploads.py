"""Files that watchposts hand in by the page: kept until they are through, then deleted. Every write to ImportedFile is here."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from clearhall.desk.intake.importing import Summary, file_mark, import_file
from clearhall.desk.intake.models import ImportedFile, ImportState
from clearhall.desk.intake.senders import watchpost_sender
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError, Invalid, NotFound, NotNow, TooLarge
from clearhall.desk.lib.ids import encode
from clearhall.desk.lib.limits import limit
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.watchposts.models import Watchpost

MOST_WAITING = 5  # files of one watchpost that are not through yet


def folder() -> Path:
    path = Path(settings.CLEARHALL.data_dir) / "imports"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def path_of(file: ImportedFile) -> Path:
    return folder() / encode(file.pk)


def rejected_path_of(file: ImportedFile) -> Path:
    return folder() / f"{encode(file.pk)}.rejected.csv"


def receive_upload(upload: Any, *, watchpost: Watchpost, harm: str, actor: Actor, at: datetime) -> ImportedFile:
    """Keep an uploaded file for its preview.

    Raises:
        Invalid: no file, an unknown harm, or one this watchpost may not report.
        TooLarge: above the limit `watchpost_file`.
        NotNow: too many files of this watchpost are not through yet.
    """
    if upload is None:
        raise Invalid(_("Choose a file first."), field="file")
    if upload.size > limit("watchpost_file"):
        raise TooLarge(
            _("A file by this page has at most %(limit)s bytes.") % {"limit": limit("watchpost_file")}, field="file"
        )
    if harm not in set(Harm) or (watchpost.harms and harm not in watchpost.harms):
        raise Invalid(_("Choose a harm that your watchpost is accredited for."), field="harm")
    unfinished = [ImportState.PREVIEW, ImportState.WAITING, ImportState.RUNNING]
    if ImportedFile.objects.filter(watchpost=watchpost, state__in=unfinished).count() >= MOST_WAITING:
        raise NotNow(_("Several files are not through yet. Finish or delete one of them first."))
    file = ImportedFile(
        watchpost=watchpost,
        actor_label=actor.label,
        name=Path(upload.name or "").name[:120],
        size_bytes=upload.size,
        harm=harm,
        uploaded_at=at,
    )
    path = path_of(file)
    with path.open("xb") as target:
        path.chmod(0o600)
        shutil.copyfileobj(upload, target)
    file.sha256 = bytes.fromhex(file_mark(path))
    file.save(force_insert=True)
    return file


def file_of(import_id: int, *, watchpost: Watchpost) -> ImportedFile:
    """A file of this watchpost. Raises NotFound for all others."""
    found = ImportedFile.objects.filter(pk=import_id, watchpost=watchpost).first()
    if found is None:
        raise NotFound
    return found


def preview(file: ImportedFile, *, mapping: Mapping[str, str] | None = None, at: datetime) -> Summary:
    """What would become of the file's rows; nothing is stored. Raises Invalid or TooLarge when it cannot be read."""
    return import_file(
        path_of(file),
        sender=watchpost_sender(file.watchpost, entrance="file"),
        clock=lambda: at,
        harm=file.harm,
        mapping=mapping,
        is_dry_run=True,
        most_rows=limit("preview_rows"),
    )


@transaction.atomic
def start_import(import_id: int, *, mapping: Mapping[str, str], watchpost: Watchpost) -> None:
    """Put a previewed file in the queue of the background worker. Raises NotNow unless it is waiting for this."""
    from clearhall.desk.intake.jobs import bring_in_file  # noqa: PLC0415 -- the job calls back into this module

    changed = ImportedFile.objects.filter(pk=import_id, watchpost=watchpost, state=ImportState.PREVIEW).update(
        state=ImportState.WAITING, mapping=dict(mapping)
    )
    if not changed:
        raise NotNow
    bring_in_file.enqueue(import_id)


def delete_upload(file: ImportedFile) -> None:
    """Delete a file that was not stored. Raises NotNow while it is being read or once it is through."""
    if not ImportedFile.objects.filter(pk=file.pk, state=ImportState.PREVIEW).delete()[0]:
        raise NotNow
    path_of(file).unlink(missing_ok=True)


def run_import(import_id: int) -> None:
    """Bring a waiting file in. Safe to run again after a crash: what is stored is not stored twice."""
    file = ImportedFile.objects.select_related("watchpost").get(pk=import_id)
    if file.state not in (ImportState.WAITING, ImportState.RUNNING):
        return
    _note(file, state=ImportState.RUNNING)
    try:
        summary = import_file(
            path_of(file),
            sender=watchpost_sender(file.watchpost, entrance="file"),
            clock=now,
            harm=file.harm,
            mapping=file.mapping,
            rejected_path=rejected_path_of(file),
            on_progress=lambda so_far: _note_rows(file, so_far),
        )
    except DeskError as error:
        _note(file, state=ImportState.FAILED, problem=str(error)[:300], finished_at=now())
        return
    except OSError:
        _note(file, state=ImportState.FAILED, problem=_("The file is no longer there."), finished_at=now())
        return
    _note_rows(file, summary)
    _note(file, state=ImportState.DONE, finished_at=now())
    path_of(file).unlink(missing_ok=True)


def _note_rows(file: ImportedFile, so_far: Summary) -> None:
    _note(
        file,
        rows_read=so_far.read,
        rows_stored=so_far.stored,
        rows_repeated=so_far.repeated,
        rows_refused=so_far.refused,
    )


def _note(file: ImportedFile, **values: Any) -> None:
    ImportedFile.objects.filter(pk=file.pk).update(**values)
