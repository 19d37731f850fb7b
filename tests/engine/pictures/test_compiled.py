import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import clearhall
from clearhall.engine import pictures
from tests.engine.pictures.drawing import as_bytes, poster


@pytest.mark.slow
def test_where_no_cache_can_be_written_it_compiles_and_gives_the_same_fingerprint(tmp_path):
    source = Path(clearhall.__file__).parent
    shutil.copytree(source, tmp_path / "clearhall", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "clearhall/engine/pictures/__pycache__").write_text("a file where numba wants a folder")
    (tmp_path / "picture.png").write_bytes(as_bytes(poster(2)))
    nowhere = {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": "/proc/nowhere", "PYTHONDONTWRITEBYTECODE": "1"}
    path = os.pathsep.join([str(tmp_path), *(one for one in sys.path if one != str(source.parent))])
    code = (
        "import sys; from clearhall.engine import pictures as p; print(p.__file__);"
        "print(p.fingerprint(p.open_picture(open(sys.argv[1], 'rb').read())).data.hex())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "picture.png")],
        env={**os.environ, **nowhere, "PYTHONPATH": path}, capture_output=True, text=True, timeout=280,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    file, data = ran.stdout.split()
    assert Path(file).is_relative_to(tmp_path)
    assert bytes.fromhex(data) == pictures.fingerprint(pictures.open_picture(as_bytes(poster(2)))).data
