"""Where a network could answer wrongly, or break half way, without a word: it must say so."""

import warnings

import numpy as np
import pytest

from utils import activations, callbacks, datasets, gradcheck, losses
from utils.layers import Dense, Flatten
from utils.models import Sequential
from utils.optimizers import SGD, Adam

X, Y = datasets.moons(100)


def network(*stack, optimizer="sgd", loss="binary_crossentropy", metrics=None, **more):
    model = Sequential(list(stack) or [Dense(4, "tanh"), Dense(1, "sigmoid")], 2, **more)
    model.compile(optimizer, loss, metrics)
    return model


def raises_sentence(call, words, kinds=(TypeError, ValueError)):
    with pytest.raises(kinds) as caught:
        call()
    assert words in str(caught.value), str(caught.value)


def test_evaluate_and_fit_mean_the_same_loss():
    """z = 50 for a label of 0: the loss is 50, as in training and in Keras's val_loss, not 16.1."""
    model = Sequential([Dense(1, "sigmoid")], 1)
    model.compile(SGD(1e-300), "binary_crossentropy")
    model.set_weights([[[1.0]], [0.0]])
    x, y = np.array([[50.0]]), np.array([0.0])
    history = model.fit(x, y, validation_data=(x, y), verbose=0).history
    assert history["val_loss"] == pytest.approx(history["loss"])


def test_predict_with_a_negative_batch_size():
    with pytest.raises(ValueError, match="batch_size"):
        network().predict(X, batch_size=-1)


def test_predict_with_batch_size_0():
    with pytest.raises(ValueError, match="batch_size"):
        network().predict(X, batch_size=0)


@pytest.mark.parametrize("label", [-1, 0.5, 9])
def test_raw_sparse_loss_refuses_labels(label):
    """ecosystem.md D3: "raw loss refuses 'labels must be 0..2, got 9'"."""
    with pytest.raises(ValueError, match="labels must be"):
        losses.SparseCategoricalCrossentropy()(np.array([label]), np.array([[0.2, 0.3, 0.5]]))


def test_raw_sparse_loss_of_a_column():
    """Labels (n, 1) set several ones a row: 3.7 instead of a refusal (or of .9)."""
    y, p = np.array([[1], [0]]), np.array([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]])
    loss = losses.SparseCategoricalCrossentropy()
    try:
        assert loss(y, p) == pytest.approx(loss(y.ravel(), p))
    except ValueError:
        pass


@pytest.mark.parametrize("loss", [losses.MeanSquaredError(), losses.BinaryCrossentropy()])
def test_raw_losses_do_not_broadcast(loss):
    """y (3,) against p (3, 1) silently becomes (3, 3)."""
    with pytest.raises(ValueError):
        loss(np.array([0.0, 1.0, 1.0]), np.array([[0.2], [0.5], [0.6]]))


def test_numerical_gradient_of_whole_numbers():
    """x + h rounds back in an integer array: 2,500,000 instead of 6."""
    x = np.array([1, 2, 3])
    try:
        measured = gradcheck.numerical_gradient(lambda: float((x**2).sum()), x)
    except (TypeError, ValueError):
        return
    np.testing.assert_allclose(measured, [2, 4, 6], rtol=1e-6)


def test_an_optimizer_moves_numbers_or_says_no():
    """apply([5.0], [1.0]) does nothing at all."""
    with pytest.raises((TypeError, ValueError)):
        SGD(0.1).apply([5.0], [1.0])


def test_metrics_that_are_functions():
    """metrics=[len] was taken for accuracy: it is a function of one argument."""
    model = network(metrics=[len])
    with pytest.raises(TypeError):
        model.fit(X, Y, verbose=0)


def test_train_on_batch_diverges_loudly():
    model = network(Dense(1), optimizer=SGD(1e10), loss="mse")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(FloatingPointError):
            for _ in range(60):
                model.train_on_batch(X * 1e3, Y)


def test_a_failed_compile_leaves_the_network_as_it_was():
    model = network()
    with pytest.raises(ValueError):
        model.compile("sgd", "mse", ["accuracy"])
    model.fit(X, Y, verbose=0)


def test_a_failed_first_compile_is_no_compile():
    model = Sequential([Dense(1)], 2)
    with pytest.raises(ValueError):
        model.compile("sgd", "mse", ["accuracy"])
    with pytest.raises(ValueError, match="compile the network"):
        model.fit(X, Y, verbose=0)


def test_an_optimizer_of_a_failed_compile_is_free():
    optimizer, model = Adam(), Sequential([Dense(1)], 2)
    with pytest.raises(ValueError):
        model.compile(optimizer, "mse", ["accuracy"])
    network(optimizer=optimizer)


def test_layers_of_a_failed_network_are_free():
    stack = [Dense(4), Dense(1)]
    with pytest.raises(ValueError, match="put Flatten"):
        Sequential(stack, (8, 8))
    Sequential(stack, 64)


def test_set_weights_all_or_none():
    model = network()
    weights = model.get_weights()
    with pytest.raises(ValueError):
        model.set_weights([weights[0] + 1, np.array(["a"] * 4), *weights[2:]])
    np.testing.assert_array_equal(model.get_weights()[0], weights[0])


def test_divergence_ends_the_callbacks():
    """The progress bar stays open: on_train_end is never called."""
    calls = []

    class Watch(callbacks.Callback):
        def on_train_end(self, logs=None):
            calls.append("end")

    model = network(Dense(1), optimizer=SGD(1e10), loss="mse")
    with pytest.raises(FloatingPointError):
        model.fit(X * 1e3, Y, epochs=60, callbacks=[Watch()], verbose=0)
    assert calls == ["end"]


def test_repr_of_a_leaky_slope():
    assert "0.3" in repr(Dense(3, activations.LeakyReLU(0.3)))


def test_an_activation_of_one_s_own():
    class Square(activations.Activation):
        def __call__(self, z, out=None):
            return np.multiply(z, z, out=out)

        def slope(self, z, a):
            return 2 * z

    repr(Dense(3, Square()))


def test_rows_of_different_length():
    raises_sentence(lambda: network().predict([[1, 2], [1]]), "x must")


def test_an_empty_list():
    raises_sentence(lambda: network().predict([]), "empty")


def test_a_network_without_parameters():
    model = Sequential([Flatten()], 2)
    model.compile("sgd", "mse")
    raises_sentence(lambda: model.fit(X, X, verbose=0), "parameters")


def test_callbacks_none():
    network().fit(X, Y, callbacks=None, verbose=0)


def test_validation_data_that_is_no_pair():
    raises_sentence(lambda: network().fit(X, Y, validation_data=X, verbose=0), "validation_data")


def test_one_output_unit_for_class_numbers():
    model = Sequential([Dense(1, "sigmoid")], 2)
    raises_sentence(
        lambda: model.compile("sgd", "sparse_categorical_crossentropy"), "one output unit per class"
    )


def test_whole_numbers_in_an_object_column():
    network().fit(X, Y.astype(object), verbose=0)


def test_an_optimizer_for_arrays_of_another_shape():
    optimizer = Adam()
    optimizer.apply([np.zeros(3)], [np.ones(3)])
    raises_sentence(lambda: optimizer.apply([np.zeros(5)], [np.ones(5)]), "optimizer")


def test_a_single_layer_without_brackets():
    raises_sentence(lambda: Sequential(Dense(1), 2), "list")


def test_float16_is_neither_float64_nor_float32():
    raises_sentence(lambda: Sequential([Dense(1)], 2, dtype="float16"), "float64 or float32")


def test_complex_inputs():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        raises_sentence(lambda: network().predict(X + 1j), "x must hold")


def test_pixels_as_int64_are_noticed_too():
    """D3: 'integer / uint8 images unscaled: accept, warn'; the docstring says so as well."""
    with pytest.warns(UserWarning, match="divide by 255"):
        network().predict(np.full((3, 2), 255))


def test_a_class_without_brackets_names_itself():
    raises_sentence(lambda: Sequential([Dense], 2), "Dense(")


def test_weights_that_overflow_in_the_last_update():
    """The loss of the last update was finite; its step was not: fit returns as if all were well."""
    model = network(Dense(1), optimizer=SGD(1e308), loss="mse")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(FloatingPointError):
            model.fit(100 * X, Y, batch_size=100, verbose=0)
