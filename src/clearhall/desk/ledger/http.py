"""The log for programs: checkpoint, tiles, entry bundles, proofs and key, as C2SP tlog-tiles lays them out under /log/."""

import gzip

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from clearhall.desk.ledger import queries
from clearhall.desk.ledger.actions import latest_checkpoint
from clearhall.desk.ledger.errors import NoSuchEntry
from clearhall.desk.lib.clock import now
from clearhall.engine import merkle

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
FOR_EVER = "public, max-age=31536000, immutable"
"""A tile or bundle of a given width never changes (C2SP tlog-tiles, "Merkle Tree")."""

BRIEFLY = "public, max-age=1"
GZIP_FROM = 500  # bytes; below that the headers outweigh what is saved


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The latest signed checkpoint, at most a second behind the log."""
    return _answer(latest_checkpoint(at=now()).note.encode(), TEXT, BRIEFLY)


@require_safe
def tile(request: HttpRequest, level: str, place: str) -> HttpResponse:
    """A tile, full or partial; 404 where the log has not that many entries."""
    try:
        index, width = merkle.parse_tile_index(place)
    except merkle.BadTile:
        raise NoSuchEntry from None
    content = queries.tile_bytes(merkle.TileId(int(level), index, width)) if int(level) < 8 else None
    if content is None:
        raise NoSuchEntry
    return _answer(content, BYTES, FOR_EVER)


@require_safe
def entries(request: HttpRequest, place: str) -> HttpResponse:
    """The entries of one tile of level 0; 404 where the log has not that many."""
    try:
        index, width = merkle.parse_tile_index(place)
    except merkle.BadTile:
        raise NoSuchEntry from None
    content = queries.bundle_bytes(index, width)
    if content is None:
        raise NoSuchEntry
    response = _answer(content, BYTES, FOR_EVER)
    patch_vary_headers(response, ["Accept-Encoding"])
    if len(content) >= GZIP_FROM and _takes_gzip(request):
        response.content = gzip.compress(content, compresslevel=6, mtime=0)
        response["Content-Encoding"] = "gzip"
    return response


@require_safe
def proof(request: HttpRequest, index: int) -> HttpResponse:
    """A C2SP proof file for one entry; 404 where there is none."""
    latest = latest_checkpoint(at=now())
    response = _answer(queries.proof_file(index, latest).text.encode(), TEXT, BRIEFLY)
    response["Content-Disposition"] = f'inline; filename="entry-{index}.tlog-proof"'
    return response


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The public key under which checkpoints are signed."""
    return _answer(f"{queries.verifier_key()}\n".encode(), TEXT, BRIEFLY)


def _answer(content: bytes, content_type: str, caching: str) -> HttpResponse:
    # anybody's page may read the public files, so that a checker can run in a browser
    headers = {"Cache-Control": caching, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _takes_gzip(request: HttpRequest) -> bool:
    offers = [offer.strip().replace(" ", "") for offer in request.headers.get("Accept-Encoding", "").split(",")]
    return any(offer.startswith("gzip") and not offer.endswith(";q=0") for offer in offers)
