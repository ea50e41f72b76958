"""weight - the most memory that runs take which change nothing, for one name
and for a hundred, trusting one authority or all of the system's bundle."""

import statistics

import cost
from cost_world import Case, Near


def weights(times):
    """How many names, what is trusted, and the median of so many runs, in
    MB."""
    world, weigh = Near(), cost.Weighing()
    _, one, bundle, _ = world.trusts
    for title, trust in ("one authority", one), ("the system's bundle", bundle):
        for number in 1, 100:
            case = Case("unchanged", number)
            world.begin(case)
            yield number, title, statistics.median(weigh(
                world.dnsfollow(case, trust), world.environment(trust)).memory
                for _ in range(times))
