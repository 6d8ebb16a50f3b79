"""What is written to disk and read back, file by file, as in utils/saving."""
