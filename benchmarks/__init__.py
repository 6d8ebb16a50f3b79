"""`make bench`: how much processor time an update takes, ours against the article's and rivals'.

Every contender trains the same network on the same data in a process of its own. Chunks of updates
are interleaved round by round, and a ratio compares two chunks of the same round.
"""
