"""What every notebook keeps: its outputs, its prose, its structure."""
