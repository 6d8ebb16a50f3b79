"""What stands behind the faces, held floor by floor, as in utils/drawing."""
