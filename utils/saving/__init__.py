"""Saving: a network in one file without pickle, written whole or not at all."""

from .archive import load as load
from .archive import save as save
