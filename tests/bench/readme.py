"""readme - what README.md says of the costs, in its own words and tables."""


def text(bench):
    return ""
