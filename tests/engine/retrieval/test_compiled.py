import os
import subprocess
import sys


def test_importing_the_package_does_not_import_numba():
    code = "import sys; from clearhall.engine import retrieval; print('numba' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=200)
    assert ran.stdout.strip() == "False", ran.stderr
