"""Key pictures beside stored ones, pixel by pixel."""
