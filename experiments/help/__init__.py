"""What `groundswell help TOPIC` tells, and the page of the site that holds the same texts."""
