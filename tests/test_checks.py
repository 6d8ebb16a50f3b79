"""Bad input: each line of code, and the words of the sentence that answers it."""

import warnings

import numpy as np
import pytest

from utils import (
    activations,
    callbacks,
    checks,
    constraints,
    datasets,
    initializers,
    layers,
    losses,
    models,
    optimizers,
    regularizers,
    schedules,
)

X, Y = np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.25]]), np.array([0, 1, 1])


def fit(x=X, y=Y, units=1, loss="binary_crossentropy", input_shape=2, **settings):
    """Train a small network on what may be wrong."""
    last = layers.Dense(units, "sigmoid" if units == 1 else "softmax")
    model = models.Sequential([layers.Dense(3, "tanh"), last], input_shape)
    model.compile("sgd", loss)
    return model.fit(x, y, verbose=0, **settings)


def classes(y, units=3):
    return fit(y=y, units=units, loss="sparse_categorical_crossentropy")


def shares(y, units=3, loss="categorical_crossentropy"):
    return fit(y=y, units=units, loss=loss)


def predict(x, input_shape=2):
    return models.Sequential([layers.Flatten(), layers.Dense(1)], input_shape).predict(x)


def rows(x, input_shape=2):
    return models.Sequential([layers.Dense(1)], input_shape).predict(x)


def rows_from(layer):
    return models.Sequential([layer], 2).predict(X)


def with_cell(value, row=1, column=1):
    x = X.copy()
    x[row, column] = value
    return x


def frame(x):
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame(x, columns=["age", "height"])


def compiled(*arguments, **settings):
    model = models.Sequential([layers.Dense(1)], 2)
    model.compile(*arguments, **settings)
    return model


# class: lines of code that misuse it, and what the ValueError says
BAD = {
    "Dense": {
        "Dense(0)": "units must be a whole number of at least 1, got 0.",
        "Dense(2, use_bias='no')": "use_bias must be True or False, got 'no'.",
        "Dense(2.5)": "units must be a whole number of at least 1, got 2.5.",
        "Dense(True)": "units must be a whole number of at least 1, got True.",
        "Dense('25')": "units must be a whole number of at least 1, got '25'.",
        "Dense(-3)": "got -3.",
        "Sequential([Dense(1)], (8, 8))": "rows of numbers, got shape (8, 8); put Flatten() before",
    },
    "Dropout": {
        "Dropout(1)": "rate must be a number, at least 0 and below 1, got 1.",
        "Dropout(-0.1)": "rate must be a number, at least 0 and below 1, got -0.1.",
        "Dropout(np.nan)": "got nan.",
        "Dropout(True)": "rate must be a number, at least 0 and below 1, got True.",
    },
    "Flatten": {
        "predict(np.zeros((2, 64)), (8, 8))": "x must have the shape (n, 8, 8), got (2, 64);",
    },
    "SGD": {
        "SGD(-1)": "learning_rate must be a number, above 0, got -1.",
        "SGD(0)": "learning_rate must be a number, above 0, got 0.",
        "SGD(np.nan)": "learning_rate must be a number, above 0, got nan.",
        "SGD(np.inf)": "learning_rate must be a number, above 0, got inf.",
        "SGD('0.1')": "learning_rate must be a number, above 0, got '0.1'.",
        "SGD(None)": "learning_rate must be a number, above 0, got None.",
        "SGD(0.1, momentum=1.5)": "momentum must be a number, at least 0 and at most 1, got 1.5.",
        "SGD(0.1, momentum=-0.5)": "momentum must be a number, at least 0 and at most 1, got -0.5.",
        "SGD(0.1, nesterov='yes')": "nesterov must be True or False, got 'yes'.",
        "SGD(0.1, clipnorm=0)": "clipnorm must be a number, above 0, got 0.",
        "SGD(0.1, clipvalue=-1)": "clipvalue must be a number, above 0, got -1.",
        "SGD(0.1, weight_decay=-1)": "weight_decay must be a number, at least 0, got -1.",
        "SGD(0.1, clipnorm=1, clipvalue=1)": "only one of clipnorm, clipvalue, global_clipnorm can "
        "be set, got clipnorm and clipvalue.",
        "compiled('sdg', 'mse')": "unknown optimizer 'sdg'; did you mean 'sgd'? Known: adadelta,",
    },
    "Adagrad": {
        "Adagrad(-1)": "learning_rate must be a number, above 0, got -1.",
        "Adagrad(initial_accumulator_value=-1)": "initial_accumulator_value must be a number, at",
        "Adagrad(epsilon='1e-7')": "epsilon must be a number, at least 0, got '1e-7'.",
        "compiled('adagrd', 'mse')": "did you mean 'adagrad'?",
    },
    "Adadelta": {
        "Adadelta(rho=1)": "rho must be a number, at least 0 and below 1, got 1.",
        "Adadelta(epsilon=-1)": "epsilon must be a number, at least 0, got -1.",
    },
    "AdamW": {
        "AdamW(weight_decay=None)": "weight_decay must be a number, at least 0, got None.",
        "AdamW(beta_1=-0.5)": "beta_1 must be a number, at least 0 and below 1, got -0.5.",
        "AdamW(clipnorm='1')": "clipnorm must be a number, above 0, got '1'.",
    },
    "Adamax": {"Adamax(beta_2=1)": "beta_2 must be a number, at least 0 and below 1, got 1."},
    "Nadam": {"Nadam(beta_1=1)": "beta_1 must be a number, at least 0 and below 1, got 1."},
    "Lion": {
        "Lion(beta_1=0)": "beta_1 must be a number, above 0 and at most 1, got 0.",
        "Lion(beta_2=1)": "beta_2 must be a number, at least 0 and below 1, got 1.",
    },
    "Muon": {
        "Muon(ns_steps=2.5)": "ns_steps must be a whole number of at least 0, got 2.5.",
        "Muon(muon_b=None)": "muon_b must be a number, neither nan nor infinite, got None.",
        "Muon(adam_beta_2=1)": "adam_beta_2 must be a number, at least 0 and below 1, got 1.",
        "Muon(adam_weight_decay=-1)": "adam_weight_decay must be a number, at least 0, got -1.",
        "Muon(rms_rate=0)": "rms_rate must be a number, above 0, got 0.",
        "Muon(adam_lr_ratio=-1)": "adam_lr_ratio must be a number, at least 0, got -1.",
        "Muon(nesterov=1)": "nesterov must be True or False, got 1.",
    },
    "ScheduleFreeAdamW": {
        "ScheduleFreeAdamW(beta_1=0)": "beta_1 must be a number, above 0 and at most 1, got 0.",
        "ScheduleFreeAdamW(warmup_steps=-1)": "warmup_steps must be a whole number of at least 0",
    },
    "ExponentialDecay": {
        "ExponentialDecay(-1, 10, 0.5)": "initial_learning_rate must be a number, above 0, got -1.",
        "ExponentialDecay(0.1, 0, 0.5)": "decay_steps must be a whole number of at least 1, got 0.",
        "ExponentialDecay(0.1, 10, 0)": "decay_rate must be a number, above 0, got 0.",
        "ExponentialDecay(0.1, 10, 0.5, 2)": "staircase must be True or False, got 2.",
    },
    "PolynomialDecay": {
        "PolynomialDecay(0.1, 10, -0.1)": "end_learning_rate must be a number, at least 0, got",
        "PolynomialDecay(0.1, 10, power=0)": "power must be a number, above 0, got 0.",
    },
    "PiecewiseConstantDecay": {
        "PiecewiseConstantDecay([10], [0.1])": "values must have one entry more than boundaries, "
        "and boundaries at least one, got 1 values and 1 boundaries.",
        "PiecewiseConstantDecay([], [0.1])": "got 1 values and 0 boundaries.",
        "PiecewiseConstantDecay([10, 5], [1, 0.5, 0.1])": "each of boundaries, in rising order, "
        "must be a whole number of at least 11, got 5.",
        "PiecewiseConstantDecay([10], [1, -0.5])": "each of values must be a number, at least 0,",
    },
    "CosineDecay": {
        "CosineDecay(0, 10)": "initial_learning_rate must be a number, above 0, got 0.",
        "CosineDecay(0.1, 10, alpha=2)": "alpha must be a number, at least 0 and at most 1, got 2.",
        "CosineDecay(0.1, 10, warmup_steps=5)": "warmup_steps=5 needs a warmup_target, the rate to",
        "CosineDecay(0, 10, 0, 0, 5)": "warmup_target must be a number, above 0, got 0.",
        "CosineDecay(0, 10, 0, 0.1, -5)": "warmup_steps must be a whole number of at least 0,",
    },
    "CosineDecayRestarts": {
        "CosineDecayRestarts(0.1, 0)": "first_decay_steps must be a whole number of at least 1,",
        "CosineDecayRestarts(0.1, 10, 0.5)": "t_mul must be a number, at least 1, got 0.5.",
        "CosineDecayRestarts(0.1, 10, 2, 0)": "m_mul must be a number, above 0, got 0.",
        "CosineDecayRestarts(-1, 10)": "initial_learning_rate must be a number, above 0, got -1.",
    },
    "RMSprop": {
        "RMSprop(-1)": "learning_rate must be a number, above 0, got -1.",
        "RMSprop(rho=1)": "rho must be a number, at least 0 and below 1, got 1.",
        "RMSprop(momentum=2)": "momentum must be a number, at least 0 and at most 1, got 2.",
        "RMSprop(centered=1)": "centered must be True or False, got 1.",
        "RMSprop(epsilon=-1e-7)": "epsilon must be a number, at least 0, got -1e-07.",
        "compiled('rmsProp', 'mse')": "unknown optimizer 'rmsProp'; did you mean 'rmsprop'?",
    },
    "Adam": {
        "Adam('0.1')": "learning_rate must be a number, above 0, got '0.1'.",
        "Adam(beta_1=1)": "beta_1 must be a number, at least 0 and below 1, got 1.",
        "Adam(beta_2=1.0)": "beta_2 must be a number, at least 0 and below 1, got 1.0.",
        "Adam(amsgrad=None)": "amsgrad must be True or False, got None.",
        "Adam(epsilon=-1)": "epsilon must be a number, at least 0, got -1.",
    },
    "L1": {
        "L1(-0.1)": "l1 must be a number, at least 0, got -0.1.",
        "Dense(1, kernel_regularizer='l3')": "unknown regularizer 'l3'; Known: l1, l1_l2, l2.",
    },
    "L2": {
        "L2(-0.1)": "l2 must be a number, at least 0, got -0.1.",
        "L2('0.1')": "l2 must be a number, at least 0, got '0.1'.",
        "Dense(1, bias_regularizer='ridge')": "unknown regularizer 'ridge'; Known: l1, l1_l2, l2.",
    },
    "L1L2": {
        "L1L2(-0.1)": "l1 must be a number, at least 0, got -0.1.",
        "L1L2(l2=np.inf)": "l2 must be a number, at least 0, got inf.",
        "Dense(1, kernel_regularizer='l1l2')": "did you mean 'l1_l2'?",
    },
    "MaxNorm": {
        "MaxNorm(-1)": "max_value must be a number, at least 0, got -1.",
        "MaxNorm(axis=0.5)": "axis must be a whole number or a list of different ones, such as 0 "
        "or [0, 1, 2], got 0.5.",
        "constraints.get('maxnorm')": "unknown constraint 'maxnorm'; did you mean 'max_norm'?",
    },
    "UnitNorm": {
        "UnitNorm(axis=[])": "axis must be a whole number or a list of different ones,",
        "UnitNorm(axis=[0, 0])": "got [0, 0].",
        "UnitNorm(axis=True)": "got True.",
        "UnitNorm(axis=[0, '1'])": "got [0, '1'].",
    },
    "NonNeg": {"constraints.get('non_negative')": "unknown constraint 'non_negative'; did you"},
    "Zeros": {
        "Dense(1, bias_initializer='zeroes')": "unknown initializer 'zeroes'; did you mean 'zeros'",
    },
    "Ones": {"initializers.get('one')": "did you mean 'ones'?"},
    "Constant": {
        "Constant('5')": "value must be a number, neither nan nor infinite, got '5'.",
        "initializers.get('const')": "did you mean 'constant'?",
    },
    "RandomUniform": {
        "RandomUniform(0.1, -0.1)": "maxval must be a number, at least 0.1, got -0.1.",
        "RandomUniform(np.nan)": "minval must be a number, neither nan nor infinite, got nan.",
    },
    "LecunUniform": {"initializers.get('lecun-uniform')": "did you mean 'lecun_uniform'?"},
    "LecunNormal": {"initializers.get('LecunNormal')": "did you mean 'lecun_normal'?"},
    "Orthogonal": {
        "Orthogonal(np.inf)": "gain must be a number, neither nan nor infinite, got inf.",
        "rows_from(Dense(1, bias_initializer='orthogonal'))": "an orthogonal start needs a kernel "
        "of at least 2 sizes, got shape (1,); use zeros for a bias.",
    },
    "RandomNormal": {
        "RandomNormal(stddev=-1)": "stddev must be a number, at least 0, got -1.",
        "initializers.get('random_norm')": "did you mean 'random_normal'?",
    },
    "GlorotUniform": {
        "Dense(1, kernel_initializer='glorot_unifrom')": "did you mean 'glorot_uniform'?",
    },
    "GlorotNormal": {"initializers.get('glorotnormal')": "did you mean 'glorot_normal'?"},
    "HeUniform": {"initializers.get('he-uniform')": "did you mean 'he_uniform'?"},
    "HeNormal": {"initializers.get('HeNormal')": "did you mean 'he_normal'?"},
    "Linear": {"Dense(1, 'lineal')": "unknown activation 'lineal'; did you mean 'linear'?"},
    "ReLU": {
        "Dense(1, 'rellu')": "did you mean 'relu'? Known: elu, gelu, leaky_relu, linear,",
        "Dense(1, 'swish')": "unknown activation 'swish'; Known: elu, gelu,",
    },
    "LeakyReLU": {
        "LeakyReLU(-0.1)": "negative_slope must be a number, at least 0, got -0.1.",
        "Dense(1, 'leakyrelu')": "did you mean 'leaky_relu'?",
    },
    "ELU": {
        "ELU(-0.5)": "alpha must be a number, at least 0, got -0.5.",
        "Dense(1, 'ellu')": "did you mean 'elu'?",
    },
    "SELU": {"Dense(1, 'sellu')": "did you mean 'selu'?"},
    "GELU": {
        "GELU('tanh')": "approximate must be True or False, got 'tanh'.",
        "Dense(1, 'gellu')": "did you mean 'gelu'?",
    },
    "SiLU": {"Dense(1, 'sillu')": "did you mean 'silu'?"},
    "Softplus": {"Dense(1, 'soft_plus')": "did you mean 'softplus'?"},
    "Softsign": {"Dense(1, 'soft_sign')": "did you mean 'softsign'?"},
    "LogSoftmax": {"Dense(1, 'logsoftmax')": "did you mean 'log_softmax'?"},
    "Tanh": {"Dense(1, 'than')": "did you mean 'tanh'?"},
    "Sigmoid": {"Dense(1, 'sigmoit')": "did you mean 'sigmoid'?"},
    "Softmax": {"Dense(1, 'soft_max')": "did you mean 'softmax'?"},
    "MeanSquaredError": {
        "fit(y=[0, np.nan, 1], loss='mse')": "y holds nan in row 1 (1 such values in all);",
        "fit(y=[0, 1, np.inf], loss='mse')": "y holds inf in row 2",
        "fit(y=np.zeros((3, 2)), loss='mse')": "y must have the shape of the outputs, (3, 1), got",
        "fit(loss='means_squared_error')": "did you mean 'mean_squared_error'?",
        "compiled('sgd', 'mse', ['accuracy'])": "accuracy says nothing about MeanSquaredError()",
    },
    "MeanAbsoluteError": {
        "fit(y=[0, np.nan, 1], loss='mae')": "y holds nan in row 1 (1 such values in all);",
        "fit(loss='mean_absolut_error')": "did you mean 'mean_absolute_error'?",
        "compiled('sgd', 'mae', ['accuracy'])": "accuracy says nothing about MeanAbsoluteError()",
    },
    "Huber": {
        "Huber(0)": "delta must be a number, above 0, got 0.",
        "Huber(-1)": "delta must be a number, above 0, got -1.",
        "fit(loss='hubber')": "did you mean 'huber'?",
    },
    "Hinge": {
        "fit(y=[0, 1, 2], loss='hinge')": "labels must be 0 and 1, or -1 and 1, for the hinge "
        "loss, got 0, 1, 2. For other targets use Huber or MeanSquaredError.",
        "fit(y=[0, 1, -1], loss='hinge')": "got -1, 0, 1.",
        "fit(y=[0.5, 1, 0], loss='hinge')": "got 0, 0.5, 1.",
        "fit(np.eye(6, 2), range(6), loss='hinge')": "got 0, 1, 2, 3 ....",
    },
    "KLDivergence": {
        "shares(2 * np.eye(3), loss='kl_divergence')": "labels must lie between 0 and 1 for a "
        "divergence, got 2",
        "fit(loss='kl_divergense')": "did you mean 'kl_divergence'?",
    },
    "BinaryCrossentropy": {
        "fit(y=[0, 1, 5])": "labels must lie between 0 and 1 for a cross-entropy, got 5 in row 2.",
        "fit(y=[0, -1, 1])": "got -1 in row 1. For several classes use",
        "fit(y=['no', 'yes', 'no'])": "y must hold numbers, got the text 'no' in row 0; turn class",
        "fit(loss='binary_cross_entropy')": "did you mean 'binary_crossentropy'?",
    },
    "CategoricalCrossentropy": {
        "shares(2 * np.eye(3))": "labels must lie between 0 and 1 for a cross-entropy, got 2",
        "shares(Y)": "y must have the shape of the outputs, (3, 3), got (3,); reshape y or use "
        "SparseCategoricalCrossentropy.",
        "shares(np.eye(4)[:3])": "y must have the shape of the outputs, (3, 3), got (3, 4); resh",
    },
    "SparseCategoricalCrossentropy": {
        "classes([5, 7, 9])": "labels must be 0, 1 or 2 for 3 output units, got 5 in row 0. Did "
        "you forget LabelEncoder, or the network's last Dense(10)?",
        "classes([0, 1, 2], units=2)": "labels must be 0 or 1 for 2 output units, got 2 in row 2.",
        "classes([0, -1, 2])": "labels must be 0, 1 or 2 for 3 output units, got -1 in row 1.",
        "classes([0, 0.5, 2])": "got 0.5 in row 1.",
        "classes([0, 1, 20], units=15)": "labels must be 0 to 14 for 15 output units, got 20",
        "classes(np.eye(3))": "y must hold one class number per example, shape (3,), got (3, 3); "
        "for one-hot rows use CategoricalCrossentropy.",
        "classes(['cat', 'dog', 'cat'])": "turn class names into numbers first, for example with",
    },
}

# the same for data, networks and trainings
BAD_DATA = {
    "fit(with_cell(np.nan))": "x holds nan in row 1, column 1 (1 such values in all); drop these",
    "fit(with_cell(-np.inf, row=2, column=0))": "x holds -inf in row 2, column 0",
    "fit(frame(with_cell(np.nan)))": "x holds nan in row 1, column 'height'",
    "predict(frame(with_cell(np.inf)))": "x holds inf in row 1, column 'height'",
    "fit(validation_data=(with_cell(np.nan), Y))": "x holds nan in row 1, column 1",
    "fit([[1, 'red'], [2, 'blue'], [3, 'red']])": "x must hold numbers, got the text '1'",
    "fit(frame([[1, 'red']]), [1])": "got the text 'red' in row 0, column 'height'; turn categ",
    "rows(np.array([[1, 'red']], object))": "got the text 'red' in row 0, column 1;",
    "rows([[1, None]])": "x holds nan in row 0, column 1",
    "fit(y=[0, 1])": "x and y must have the same length, got 3 examples and 2 labels.",
    "fit(X[:1])": "x and y must have the same length, got 1 examples and 3 labels.",
    "fit(y=1)": "x and y must have the same length, got 3 examples and a single label.",
    "fit(validation_data=(X, Y[:2]))": "got 3 examples and 2 labels.",
    "fit(np.empty((0, 2)), [])": "x is empty: expected at least one example of shape (n, 2).",
    "rows(np.empty((0, 2)))": "x is empty",
    "rows(np.zeros((5, 3)))": "x must have the shape (n, 2), got (5, 3);",
    "rows([0.0, 1.0])": "got (2,); a single example needs a first axis: x[np.newaxis].",
    "rows([0.0, 1.0, 2.0], 1)": "got (3,); one column is x.reshape(-1, 1).",
    "rows(X.T, 2)": "got (2, 3); rows are examples here, so pass x.T.",
    "rows(np.zeros((5, 8, 8)), 64)": "got (5, 8, 8); flatten each example with",
    "rows(3.0)": "x must have the shape (n, 2), got ()",
    "fit(batch_size=0)": "batch_size must be a whole number of at least 1, got 0.",
    "fit(batch_size=2.5)": "batch_size must be a whole number of at least 1, got 2.5.",
    "fit(epochs=-1)": "epochs must be a whole number of at least 1, got -1.",
    "fit(epochs='3')": "epochs must be a whole number of at least 1, got '3'.",
    "Sequential([], 2)": "Sequential needs at least one layer, for example Dense(1).",
    "Sequential([Dense(1)], 0)": "each size in input_shape must be a whole number of at least 1,",
    "Sequential([Dense(1)], (None, 2))": "each size in input_shape must be a whole number",
    "Sequential([Dense(1)], 2.0)": "got 2.0.",
    "Sequential([Dense(1)], 2, dtype='int32')": "dtype must be float64 or float32, got 'int32'.",
    "Sequential([Dense(1)], 2, dtype='flot32')": "dtype must be float64 or float32, got 'flot32'.",
    "Sequential([Dense(1)], 2).fit(X, Y)": "compile the network before training it: model.compile",
    "Sequential([Dense(1)], 2).evaluate(X, Y)": "compile the network before training it",
    "Sequential([Dense(1)], 2).train_on_batch(X, Y)": "compile the network before training it",
    "compiled('sgd')": "compile needs a loss: binary_crossentropy, categorical_crossentropy,",
    "compiled('sgd', 'bce')": "unknown loss 'bce'; ",
    "compiled('sgd', 'mse', ['acuracy'])": "unknown metric 'acuracy'; did you mean 'accuracy'?",
    "EarlyStopping(mode='up')": "unknown mode 'up'",
    "EarlyStopping(5)": "monitor must be a name, such as 'val_loss', got 5.",
    "EarlyStopping(baseline='0.5')": "baseline must be a number",
    "EarlyStopping(restore_best_weights='yes')": "restore_best_weights must be True or False",
    "EarlyStopping(start_from_epoch=-1)": "start_from_epoch must be a whole number of at least 0",
    "ModelCheckpoint('a.keras')": "filepath must end in .npz, got 'a.keras'.",
    "ModelCheckpoint('a.npz', save_best_only='yes')": "save_best_only must be True or False",
    "ModelCheckpoint('a.npz', initial_value_threshold='1')": "initial_value_threshold must be a",
    "EarlyStopping(patience=-1)": "patience must be a whole number of at least 0, got -1.",
    "EarlyStopping(patience=1.5)": "patience must be a whole number of at least 0, got 1.5.",
    "EarlyStopping(min_delta=-1)": "min_delta must be a number, at least 0, got -1.",
}

# a thing of the wrong kind, most often a class without its brackets: a TypeError
WRONG_KIND = {
    "Sequential([Dense], 2)": "expected a Layer, got <class 'utils.layers.Dense'>; a class needs",
    "Sequential([5], 2)": "expected a Layer, got 5;",
    "compiled(SGD, 'mse')": "expected an Optimizer, got <class 'utils.descent.SGD'>; a class",
    "compiled('sgd', losses.MeanSquaredError)": "expected a Loss, got <class",
    "compiled(0.1, 'mse')": "expected an Optimizer, got 0.1",
    "Dense(1, activations.ReLU)": "expected an Activation or one of elu, gelu, leaky_relu, linear,",
    "Dense(1, 5)": "expected an Activation or one of",
    "Dense(1, kernel_initializer=HeNormal)": "expected an Initializer or one of constant, glorot",
    "Dense(1, kernel_initializer=None)": "expected an Initializer or one of constant, glorot_",
    "Dense(1, kernel_regularizer=L2)": "expected a Regularizer or one of l1, l1_l2, l2, got <class",
    "constraints.get(NonNeg)": "expected a Constraint or one of max_norm, non_neg, unit_norm, got",
    "Dense(1, kernel_regularizer=0.01)": "expected a Regularizer or one of l1, l1_l2, l2, got 0.01",
    "fit(callbacks=[EarlyStopping])": "expected a Callback, got <class",
}

NAMES = {
    name: thing
    for module in (
        layers,
        optimizers,
        schedules,
        regularizers,
        constraints,
        initializers,
        activations,
        losses,
        callbacks,
        models,
    )
    for name, thing in vars(module).items()
} | globals()


def answer(line, error):
    """What the line of code is answered with."""
    with pytest.raises(error) as caught:
        eval(line, NAMES)
    assert type(caught.value) is error
    return str(caught.value)


LINES = {line: words for lines in BAD.values() for line, words in lines.items()}


@pytest.mark.parametrize(("line", "words"), LINES.items(), ids=LINES)
def test_bad_settings(line, words):
    assert words in answer(line, ValueError)


@pytest.mark.parametrize(("line", "words"), BAD_DATA.items(), ids=BAD_DATA)
def test_bad_data(line, words):
    assert words in answer(line, ValueError)


@pytest.mark.parametrize(("line", "words"), WRONG_KIND.items(), ids=WRONG_KIND)
def test_wrong_kind_of_thing(line, words):
    assert words in answer(line, TypeError)


def test_a_sentence_whole():
    """One of each kind to its last letter, so that the wording stays readable."""
    assert answer("Dense(25, 'rellu')", ValueError) == (
        "unknown activation 'rellu'; did you mean 'relu'? "
        "Known: elu, gelu, leaky_relu, linear, log_softmax, relu, selu, sigmoid, silu, softmax, "
        "softplus, softsign, tanh."
    )
    assert answer("classes([0, 9, 2])", ValueError) == (
        "labels must be 0, 1 or 2 for 3 output units, got 9 in row 1. "
        "Did you forget LabelEncoder, or the network's last Dense(10)?"
    )
    assert answer("rows(np.zeros((5, 8, 8)), 64)", ValueError) == (
        "x must have the shape (n, 64), got (5, 8, 8); "
        "flatten each example with x.reshape(len(x), -1) or begin with Flatten()."
    )


def test_nothing_is_trained_on_bad_data():
    model = compiled("sgd", "mse")
    before = model.theta.copy()
    for x, y in ((with_cell(np.nan), Y), (X, [0, np.nan, 1]), (X, Y[:2])):
        with pytest.raises(ValueError, match="x and y|holds nan"):
            model.fit(x, y, verbose=0)
    np.testing.assert_array_equal(model.theta, before)


def test_pixels_not_divided_by_255():
    pixels = np.array([[0, 255], [17, 128]], np.uint8)
    with pytest.warns(UserWarning, match="whole numbers up to 255: .* divide by 255?"):
        rows(pixels)
    with pytest.warns(UserWarning, match="divide by 255"):
        fit(pixels, [0, 1])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows(pixels / 255)
        rows(np.array([[0, 1], [1, 0]], np.uint8))


NUMBERS = [
    (0, {}),
    (-1e9, {}),
    (np.float32(0.5), {"low": 0}),
    (0, {"low": 0}),
    (1, {"high": 1}),
    (np.int64(3), {"low": 3, "high": 3}),
    (1e-300, {"low": 0, "low_open": True}),
]
NO_NUMBERS = [
    (np.nan, {}, "neither nan nor infinite"),
    (np.inf, {}, "neither nan nor infinite"),
    ("1", {}, "neither nan nor infinite"),
    (True, {"low": 0}, "at least 0"),
    (1j, {}, "neither nan nor infinite"),
    (-1, {"low": 0}, "at least 0"),
    (0, {"low": 0, "low_open": True}, "above 0"),
    (2, {"low": 0, "high": 1}, "at least 0 and at most 1"),
    (1, {"high": 1, "high_open": True}, "below 1"),
]


@pytest.mark.parametrize(("value", "bounds"), NUMBERS)
def test_number_within_bounds(value, bounds):
    checks.number("x", value, **bounds)


@pytest.mark.parametrize(("value", "bounds", "wanted"), NO_NUMBERS)
def test_number_out_of_bounds(value, bounds, wanted):
    with pytest.raises(ValueError) as caught:
        checks.number("x", value, **bounds)
    assert str(caught.value) == f"x must be a number, {wanted}, got {value!r}."


def test_whole_numbers():
    for value in (1, 7, np.int64(3), np.uint8(2)):
        checks.whole("x", value)
    checks.whole("x", 0, low=0)
    for value in (0, 1.0, True, "1", None, np.float64(2)):
        with pytest.raises(ValueError, match="x must be a whole number of at least 1, got "):
            checks.whole("x", value)


def test_targets_take_the_shape_of_the_outputs():
    column = datasets.targets([0, 1, 1], 3, (1,), np.float32)
    assert column.shape == (3, 1) and column.dtype == "float32"
    for shape in ((1,), (2,), (4, 5, 3), (4, 5, 1), (1, 1)):
        assert datasets.targets(np.zeros((3, *shape)), 3, shape, float).shape == (3, *shape)
    assert datasets.targets(np.zeros((3, 4, 5)), 3, (4, 5, 1), float).shape == (3, 4, 5, 1)
    numbers = datasets.targets([[2.0], [0.0]], 2, (3,), float, classes=True)
    assert numbers.tolist() == [2, 0] and numbers.dtype == np.intp
    numbers = datasets.targets(np.ones((2, 4, 5, 1)), 2, (4, 5, 3), float, classes=True)
    assert numbers.shape == (2, 4, 5) and (numbers == 1).all()
