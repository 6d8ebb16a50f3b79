"""What is drawn on axes, moment by moment."""
