"""Whether intervals of a calibration hold what they promise, on campaigns of which the truth is known."""
