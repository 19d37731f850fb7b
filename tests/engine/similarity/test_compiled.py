import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import clearhall
from clearhall.engine import similarity
from tests.engine.similarity.texts import ENGLISH


def output_of(code, **environment):
    ran = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, timeout=200
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_importing_the_package_does_not_import_numba():
    code = "import sys; from clearhall.engine import similarity; print('numba' in sys.modules)"
    assert output_of(code, PYTHONPATH=os.pathsep.join(sys.path)) == "False"


@pytest.mark.slow
def test_where_no_cache_can_be_written_it_compiles_and_signs_the_same(tmp_path):
    source = Path(clearhall.__file__).parent
    shutil.copytree(source, tmp_path / "clearhall", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "clearhall/engine/similarity/__pycache__").write_text("a file where numba wants a folder")
    nowhere = {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": "/proc/nowhere", "PYTHONDONTWRITEBYTECODE": "1"}
    path = os.pathsep.join([str(tmp_path), *(one for one in sys.path if one != str(source.parent))])
    code = (
        f"from clearhall.engine import similarity; print(similarity.__file__, similarity.sign({ENGLISH!r}).data.hex())"
    )
    file, signature = output_of(code, PYTHONPATH=path, **nowhere).split()
    assert Path(file).is_relative_to(tmp_path)
    assert bytes.fromhex(signature) == similarity.sign(ENGLISH).data
