"""The brand's spending: hiring, the plan of posts, and the reviews that change it."""
