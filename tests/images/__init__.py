"""What the layers of images share, file by file, as in utils/images."""
