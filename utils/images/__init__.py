"""What the layers of images share: windows on an image, and what convolutions see in them."""
