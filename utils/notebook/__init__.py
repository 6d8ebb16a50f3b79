"""What a notebook's page needs: pictures that can be heard, bars that vanish, exercises."""
