"""Who posts what when: a plan for a budget, its rules kept, and how sure it is the best that was tried."""
