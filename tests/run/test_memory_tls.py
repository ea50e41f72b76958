#!/usr/bin/env -S python3 -B
"""Memory that is refused, over TLS: one of sixteen allocations, most of which
are the TLS library's; with TORTURE=all each of them."""

from harness import main
from memory_sweep import ALL, OF_TLS, ONE, sweep, test
from torture_world import Zone


@test
def one_refused_over_tls():
    sweep(Zone(True, tls=True, timeout=3), ONE, OF_TLS, 16)


@test
def one_refused_over_tls_in_an_unchanged_record():
    sweep(Zone(False, tls=True, timeout=3), ONE, OF_TLS, 16)


@test
def all_refused_from_one_on_over_tls():
    sweep(Zone(True, tls=True, timeout=3), ALL, OF_TLS, 16)


main()
