"""From which size and how many replicates on the answer stays."""
