"""Film: frames as pixels, and the files they are kept in."""
