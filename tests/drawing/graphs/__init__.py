"""Networks, updates and computations as graphs."""
