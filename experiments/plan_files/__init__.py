"""A plan as files for those who carry it out: who posts what on which day, at what price, and what is expected of it.

Each is made of a scenario, the roster, a plan and, where they are known, the results that are expected of its posts.
"""
