"""Who takes part: what each computes, what it needs, and where its code is."""

from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec

from benchmarks.contenders.base import Contender

EVERYTHING = "loss and accuracy of every update"
ONLY_THE_LOSS = "loss of every update, no accuracy"
PROBABILITIES = "outputs for each point, nothing else"
SQUARES = "products of square matrices of 1,024 rows, as many FLOP as those of an update"
KERAS_ON_TF = "pip install keras tensorflow-cpu (elsewhere than on Linux x86-64: tensorflow)"


@dataclass(frozen=True)
class Entry:
    """A contender before its packages are imported."""

    module: str
    form: str  # the class in that module
    computes: str
    needs: tuple[str, ...] = ()
    install: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        return [package for package in self.needs if find_spec(package) is None]

    def load(self) -> type[Contender]:
        return getattr(import_module(f"benchmarks.contenders.{self.module}"), self.form)


def keras_on(backend: str, form: str, install: str, computes: str = EVERYTHING) -> Entry:
    needs = ("keras", backend)
    return Entry("keras_twin", form, computes, needs, install, {"KERAS_BACKEND": backend})


def of_torch(form: str, computes: str = ONLY_THE_LOSS) -> Entry:
    return Entry("torch_eager", form, computes, ("torch",), "pip install torch (a CPU build)")


OURS, PEAK = "ours", "sgemm peak"
ENTRIES = {
    OURS: Entry("ours", "Ours", EVERYTHING),
    "article": Entry("article", "Article", EVERYTHING),
    "textbook im2col": Entry("textbook", "Textbook", EVERYTHING),
    PEAK: Entry("peak", "Peak", SQUARES),
    "Keras-TF fit": keras_on("tensorflow", "Fit", KERAS_ON_TF),
    "Keras-TF train_on_batch": keras_on("tensorflow", "TrainOnBatch", KERAS_ON_TF),
    "Keras-JAX fit": keras_on("jax", "Fit", "pip install keras jax"),
    "Keras-TF predict": keras_on("tensorflow", "Predict", KERAS_ON_TF, PROBABILITIES),
    "Keras-TF predict_on_batch": keras_on(
        "tensorflow", "PredictOnBatch", KERAS_ON_TF, PROBABILITIES
    ),
    "scikit-learn": Entry(
        "mlp_classifier", "Classifier", ONLY_THE_LOSS, ("sklearn",), "pip install scikit-learn"
    ),
    "PyTorch eager": of_torch("Eager"),
    "PyTorch channels_last": of_torch("ChannelsLast"),
    "PyTorch predict": of_torch("Predict", PROBABILITIES),
    "PyTorch predict in blocks": of_torch("PredictInBlocks", PROBABILITIES),
    "JAX scan": Entry("jax_scan", "Scan", ONLY_THE_LOSS, ("jax",), "pip install jax"),
}
