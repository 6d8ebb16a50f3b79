"""Saving: a network in one file without pickle, written whole or not at all."""
