"""fault_cases - replies that are wrong, late or lost, in every way there is.
Each function makes the tests of one provider; world() gives its world, which
has what those of rest_world have."""

from common import CERTIFICATES, HOSTILE, NEW, expect_failed, wrong_certificate
from harness import cases, expect, expect_equal, expect_status, expect_words
from rest_world import HOME


def hostile_reads(world, **unlike):
    """unlike: what of HOSTILE ends with another status here."""
    @cases(**{name: (kind, details, unlike.get(name, wanted))
        for name, (kind, details, wanted) in HOSTILE.items()})
    def hostile_read(kind, details, wanted):
        with world() as one:
            before = one.snapshot()
            one.server.misbehave(kind, **details)
            done = one.run(HOME, "-vv", timeout=1)
            expect_failed(done, wanted)
            expect_equal((one.snapshot(), one.writes), (before, []),
                    "records and writes")
            expect(done.elapsed < 8, "took %.1f s" % done.elapsed)


def hostile_writes(world):
    @cases(**{name: case for name, case in HOSTILE.items()
        if name not in ("silent", "deep_json")})
    def hostile_write(kind, details, wanted):
        with world() as one:
            before = one.snapshot()
            one.server.misbehave(kind, when=one.is_write, **details)
            done = one.run(HOME, "--json", timeout=1)
            expect_failed(done, wanted)
            expect_equal(one.snapshot(), before, "records")
            expect_equal(done.json()["result"], "failed", "result")


def wrong_certificates(id, env, path=""):
    @cases(**CERTIFICATES)
    def certificate_is_refused(which):
        done = wrong_certificate(which, lambda server: ["-p", id,
                "--api-url", server.url(path), "-i", NEW, HOME], env)
        expect_status(done, 76)
        expect_words(done.err, "certificate")
