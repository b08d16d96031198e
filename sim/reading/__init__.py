"""Files and tables as people write them: text, TOML, and faults told in words."""
