"""The surroundings in which notebooks and tests are executed, the same on every machine."""

import os
import subprocess
import sys

from tools.workspace import ROOT

HOME = ROOT / "build" / "home"
# Two BLAS threads make small steps up to 145 times slower on a busy machine.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
SETTINGS = {
    **ONE_THREAD,
    "CUDA_VISIBLE_DEVICES": "",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # its kernels differ from CPU to CPU, and it says so on stderr
    "TQDM_DISABLE": "1",
    "PYTHONHASHSEED": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "KERAS_BACKEND": "tensorflow",
    # What a user has configured at home must not change a result.
    "IPYTHONDIR": str(HOME / "ipython"),
    "KERAS_HOME": str(HOME / "keras"),
    "MPLCONFIGDIR": str(HOME / "matplotlib"),
    "JUPYTER_PREFER_ENV_PATH": "1",
}
UNSET = ("PYTHONPATH", "PYTHONSTARTUP", "MPLBACKEND", "MATPLOTLIBRC")


def environment() -> dict[str, str]:
    """The environment variables; makes sure that Matplotlib's font cache exists.

    Matplotlib announces the making of that cache on stderr, which would end up in a notebook.
    """
    variables = {name: value for name, value in os.environ.items() if name not in UNSET} | SETTINGS
    for name in ("ipython", "keras", "matplotlib"):
        (HOME / name).mkdir(parents=True, exist_ok=True)
    if not any((HOME / "matplotlib").iterdir()):
        command = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(command, env=variables, stderr=subprocess.DEVNULL, check=True)
    return variables
