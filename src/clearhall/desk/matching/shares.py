"""Reading the signatures of all reports by many processes or machines at once: the tasks of a rebuild on a cluster.

Imported by processes in which Django is not set up yet, so whatever needs it is imported inside the task.
"""

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from clearhall.engine.clusters.exchange import save

SEQUENCES = 200_000  # of the log in one task: some seconds of reading, 26 MB


class Share(NamedTuple):
    """Reports with a sequence from `first` to before `stop`; what is read of them goes to `folder`."""

    folder: Path
    first: int
    stop: int

    def path(self, name: str) -> Path:
        return self.folder / f"{self.first:012d}.{name}"


def read_share(share: Share) -> tuple[int, int, int]:
    """Save ids and signatures of a share. Returns how many reports it has, and sequence and id of the last (-1 and 0 for none)."""
    _set_up()
    from clearhall.desk.matching.snapshots import signature_pages, usable  # noqa: PLC0415 (needs Django)

    read, last, ids, signatures = 0, (-1, 0), [np.empty(0, np.int64)], [np.empty((0, 66), np.uint16)]
    for rows in signature_pages(share.first, stop=share.stop):
        page_ids, page_signatures = usable(rows)
        ids.append(page_ids)
        signatures.append(page_signatures)
        read, last = read + len(rows), rows[-1][:2]
    save(share.path("ids"), np.concatenate(ids))
    save(share.path("signatures"), np.concatenate(signatures))
    return read, *last


def _set_up() -> None:
    from django.apps import apps  # noqa: PLC0415

    if not apps.ready:
        import django  # noqa: PLC0415

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearhall.desk.config.settings")
        django.setup()
