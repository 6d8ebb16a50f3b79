"""Style: colours, letters, numbers and words of every picture."""
