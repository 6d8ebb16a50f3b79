"""`make bench`: what an update, a prediction and a training take, ours against the article's form,
a textbook's and rivals'.

Every contender works with the same network on the same data in a process of its own. Chunks are
interleaved round by round, and a ratio compares two chunks of the same round.
"""
