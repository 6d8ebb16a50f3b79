"""The twin: the same layers in Keras, with the same starting weights.

Names, arguments and defaults are Keras's, so a setting is handed over as it stands. Keras is
imported inside the functions, because importing it takes seconds.
"""

import os
from dataclasses import fields, is_dataclass

import numpy as np

from .activations import Activation
from .residual import Residual


def like(model):
    """A Keras Sequential with the layers, weights, dtype and, if compiled, training of `model`.

    Keras keeps learning rates and penalties in its global floatx, so that is set to the dtype.
    Dropout masks and the order of examples are Keras's own: train both with shuffle=False, or on
    whole batches, to compare them step by step.
    """
    keras = _keras()
    dtype = str(model.dtype)
    keras.config.set_floatx(dtype)
    inside = [translate(layer, dtype=dtype) for layer in model.layers]
    twin = keras.Sequential([keras.Input(model.input_shape, dtype=dtype), *inside])
    twin.set_weights(model.get_weights())
    for ours, theirs in zip(model.layers, twin.layers):
        theirs.trainable = ours.trainable
    if model.loss is not None:
        twin.compile(
            optimizer=translate(model.optimizer),
            loss=translate(model.loss, dtype=dtype),
            metrics=["accuracy"] if model.accuracy else None,
        )
        # Built later, inside TensorFlow's graph, a memory that starts at the weights starts at 0.
        twin.optimizer.build(twin.trainable_variables)
    return twin


def translate(thing, **more):
    """The Keras object of the same class with the same settings; numbers and None stay."""
    if isinstance(thing, Activation):
        return _activation(thing)
    if isinstance(thing, Residual):
        return _residual(thing, **more)
    if not is_dataclass(thing):
        return thing
    settings = {f.name: translate(getattr(thing, f.name)) for f in fields(thing)}
    if "initial_learning_rate" in settings:  # Keras computes a schedule in the type of this number
        settings["initial_learning_rate"] = np.float64(settings["initial_learning_rate"])
    return _class(type(thing).__name__)(**settings, **more)


def callback(ours):
    """Let one of our callbacks watch a Keras model: keras_model.fit(callbacks=[callback(ours)])."""
    keras = _keras()

    class Watch(keras.callbacks.Callback):
        """Passes Keras's calls on."""

        def set_model(self, model):
            super().set_model(model)
            ours.set_model(model)

        def on_train_begin(self, logs=None):
            ours.on_train_begin(logs)

        def on_train_batch_end(self, batch, logs=None):
            ours.on_train_batch_end(batch, logs)

        def on_epoch_end(self, epoch, logs=None):
            ours.on_epoch_end(epoch, logs)

        def on_train_end(self, logs=None):
            ours.on_train_end(logs)

    return Watch()


def _residual(ours, **more):
    """Keras has no such layer: a stack of its layers, plus what they get or its projection."""
    keras = _keras()

    def way(layers):
        inside = [translate(layer, **more) for layer in layers]
        return keras.Sequential(inside) if inside else keras.layers.Identity(**more)

    class Sum(keras.layers.Layer):
        """F(x) + x, or F(x) + P(x)."""

        def __init__(self):
            super().__init__(**more)
            self.ways = [way(ours.layers), way(ours.shortcut)]

        def build(self, input_shape):
            for way in self.ways:
                way.build(input_shape)

        def call(self, x, training=False):
            return sum(way(x, training=training) for way in self.ways)

    return Sum()


def _class(name):
    """The Keras class of that name, in whichever of Keras's modules it lives."""
    keras = _keras()
    homes = (
        keras.layers,
        keras.losses,
        keras.optimizers,
        keras.optimizers.schedules,
        keras.initializers,
        keras.regularizers,
        keras.constraints,
    )
    return next(getattr(home, name) for home in homes if hasattr(home, name))


def _activation(activation):
    settings = {f.name: getattr(activation, f.name) for f in fields(activation)}
    function = getattr(_keras().activations, activation.name)
    return (lambda x: function(x, **settings)) if settings else function


def _keras():
    """Keras, with TensorFlow's start-up lines and its CPU-dependent kernels switched off."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    import keras

    return keras
