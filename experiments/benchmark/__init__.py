"""How fast and how large: campaigns of growing size, and sharing alone beside other programs."""
