"""Which data would narrow the answer most, told before anybody gathers them."""
