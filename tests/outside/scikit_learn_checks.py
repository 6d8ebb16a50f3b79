"""scikit-learn's own checks of what an estimator must do; test_scikit_learn.py runs them."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from utils.estimators import NeuralNetworkClassifier, NeuralNetworkRegressor

ESTIMATORS = [NeuralNetworkClassifier(), NeuralNetworkRegressor()]


@parametrize_with_checks(ESTIMATORS, expected_failed_checks=lambda estimator: {})
def test_as_scikit_learn_wants_it(estimator, check):
    check(estimator)
