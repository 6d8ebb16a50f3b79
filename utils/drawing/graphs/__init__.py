"""Graphs: networks and computations as cells and wires, and where these stand."""
