"""Neural networks in NumPy, written to be read: one idea a file, named as in Keras."""
