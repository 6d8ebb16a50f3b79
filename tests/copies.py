"""Every way in which things are copied: by Python, scikit-learn and joblib."""

import copy
import io
import pickle
import tempfile
from pathlib import Path

import joblib
from sklearn.base import clone


def unpickled(thing, protocol=pickle.DEFAULT_PROTOCOL):
    return pickle.loads(pickle.dumps(thing, protocol))


def read_only(thing):
    """Out of a pickle whose arrays lie in bytes, where nothing can be written."""
    buffers = []
    data = pickle.dumps(thing, 5, buffer_callback=buffers.append)
    return pickle.loads(data, buffers=[bytes(buffer) for buffer in buffers])


def dumped(thing):
    file = io.BytesIO()
    joblib.dump(thing, file)
    file.seek(0)
    return joblib.load(file)


def mapped(mode):
    """Out of a file in which joblib leaves large arrays, as it does for its workers."""

    def way(thing):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "thing.joblib"
            joblib.dump(thing, path)
            before = path.read_bytes()
            other = joblib.load(path, mmap_mode=mode)
            assert path.read_bytes() == before
            return other

    return way


COPIES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": unpickled,
    "pickle 2": lambda thing: unpickled(thing, 2),
    "read-only pickle": read_only,
    "clone": lambda thing: clone(thing, safe=False),
    "joblib": dumped,
    "joblib, mapped": mapped("r"),
    "joblib, mapped to be written": mapped("r+"),
    "a copy of a copy": lambda thing: copy.copy(unpickled(thing)),
}
