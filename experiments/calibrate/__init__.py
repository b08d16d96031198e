"""What past campaigns say about the assumptions: a posterior from a table of campaigns that were played."""
