"""scikit-learn's MLPClassifier: plain SGD, no penalty, never stopping early."""

import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from benchmarks.contenders.base import Contender


class Classifier(Contender):
    def prepare(self):
        work = self.work
        self.labels = self.y.ravel().astype(int)
        hidden = [len(bias) for bias in work.network().get_weights()[1:-1:2]]
        self.network = MLPClassifier(
            hidden,
            solver="sgd",
            momentum=0,
            nesterovs_momentum=False,
            learning_rate_init=work.learning_rate,
            alpha=0,
            batch_size=work.batch_size,
            shuffle=work.shuffle,
            tol=0,
            n_iter_no_change=10**9,
            random_state=0,
            warm_start=True,
        )
        self.train(1)  # makes the arrays; from here on a fit goes on from the weights it finds

    def take(self, weights):
        self.network.coefs_, self.network.intercepts_ = weights[::2], weights[1::2]

    def train(self, epochs):
        self.network.max_iter = epochs
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.network.fit(self.x, self.labels)

    def predict(self, times):
        for _ in range(times):
            p = self.network.predict_proba(self.x)
        return p[:, -self.y[:1].size :]  # of two classes the second

    def weights(self):
        pairs = zip(self.network.coefs_, self.network.intercepts_)
        return [array.copy() for pair in pairs for array in pair]
