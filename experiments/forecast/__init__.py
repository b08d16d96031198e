"""How far a post will go, told from its beginning: numbers fitted on some cascades, tried on others."""
