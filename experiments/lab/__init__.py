"""The lab in the browser: campaigns to watch, on this machine alone. No rule of the model lives here."""
