#!/usr/bin/env -S python3 -B
"""Google Cloud DNS and TransIP, each with its stand-in: by a token, and by a
login that an RSA key signs."""

import json
import os

import temporary
from common import NEW, NEW6, OLD, OLD6, OTHER, expect_asked
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, read, test, write)
from rest_world import HOME, KINDS, Kind, SECRET, WWW, World, ZONE
from services import gcloud, transip
from services.rsa import KEYS, PEM, PKCS8, openssl, other_key
from zone_cases import (only, register, secret_stands_in_a_header,
    ttl_is_kept)

ACCOUNT = json.loads(read(os.path.join(KEYS, "gcloud.json")))


def kind(vendor, *args, **env):
    def make(server):
        made = vendor(SECRET)
        made.add_zone(ZONE)
        return made
    return Kind(make, *args, **env)


FIVE = dict(
    gcloud=kind(gcloud.GoogleDNS, "/dns/v1", "GOOGLE_OAUTH_ACCESS_TOKEN",
        GOOGLE_CLOUD_PROJECT=gcloud.PROJECT),
    transip=kind(transip.TransIP, "/v6", "TRANSIP_ACCESS_TOKEN"))
KINDS.update(FIVE)
BOTH = {id: id for id in FIVE}
register(FIVE, also=(secret_stands_in_a_header, ttl_is_kept))


def account(pem, **more):
    return json.dumps(dict(ACCOUNT, private_key=pem, **more))


class ByKey(World):
    """The same, opened by a private key."""

    def __init__(self, id, *held, pem=PKCS8, **env):
        super().__init__(id, *held)
        make, path = self.kind.make, self.kind.path
        if not env and id == "gcloud":
            env = {"GCE_SERVICE_ACCOUNT": account(pem)}
        elif not env:
            env = {"TRANSIP_ACCOUNT_NAME": transip.USER,
                "TRANSIP_PRIVATE_KEY": pem}
        self.kind = Kind(make, path, "TESTEXAMPLE", **env)

    @property
    def logins(self):
        return [request for request in self.server.requests
                if request.path.endswith(("/token", "/auth"))]


def file(content, mode=0o600):
    return write(temporary.directory("key"), "key", content, mode)


@cases(gcloud=("gcloud", 2, 1), transip=("transip", 2, 1))
def names_share_reads(id, wanted, zone_given):
    with World(id, ("A", NEW)) as world:
        for name in (WWW, ZONE, "new." + ZONE):
            world.put(name, "A", NEW)
        names = HOME, WWW, "new." + ZONE, ZONE
        expect_status(world.run(*names), 0)
        expect_asked(world.server, wanted)
        world.server.forget()
        more = ["--set", "zone-id=zone-0"] if id == "gcloud" else []
        expect_status(world.run(*names, "-z", ZONE, *more), 0)
        expect_asked(world.server, zone_given)


@cases(**BOTH)
def token_that_may_only_read(id):
    with World(id) as world:
        world.vendor.may_write = False
        expect_status(world.run(HOME, "-n"), 0)
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "permission refused")
        expect_equal(world.vendor.values(HOME), [OLD], "A")


@cases(**BOTH)
def force_is_no_needless_write(id):
    with World(id, ("A", NEW)) as world:
        expect_status(world.run(HOME, "--force"), 0)
        expect_equal(world.writes, [], "writes")


@cases(gcloud=("gcloud", 1), transip=("transip", 6))
def one_login_for_all_that_is_done(id, writes):
    with ByKey(id, ("A", OLD), ("AAAA", OLD6)) as world:
        world.put(WWW, "A", OLD)
        done = world.run(HOME, WWW, ZONE, both=True)
        for name in (HOME, WWW, ZONE):
            only(world, done, NEW, name=name)
            only(world, done, NEW6, name=name, type="AAAA")
        expect_equal(len(world.logins), 1, "logins")
        expect_equal(len(world.writes), writes, "writes")


@cases(gcloud_pkcs1=("gcloud", PEM), gcloud_pkcs8=("gcloud", PKCS8),
    gcloud_4096=("gcloud", None), transip_pkcs1=("transip", PEM),
    transip_pkcs8=("transip", PKCS8), transip_one_line=("transip",
    PKCS8.replace("\n", "")), transip_crlf=("transip",
    PEM.replace("\n", "\r\n")))
def forms_of_the_key(id, pem):
    """A key of 4096 bits is a wrong one, but a key."""
    if pem is None:
        pem = other_key("-algorithm", "RSA", "-pkeyopt",
                "rsa_keygen_bits:4096")
    with ByKey(id, pem=pem) as world:
        done = world.run(HOME)
        expect_equal(len(world.logins), 1, "logins")
        if len(pem) > 2000:
            expect_status(done, 77)
        else:
            only(world, done, NEW)


@cases(**BOTH)
def wrong_key(id):
    """Refused once, though there are two names."""
    with ByKey(id, pem=other_key()) as world:
        done = world.run(HOME, WWW, "-vv")
        expect_status(done, 77)
        expect_words(done.err, "refused", "check")
        expect_asked(world.server, 1)


@cases(**BOTH)
def key_that_is_none(id):
    keys = ["nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n"
        "-----END PRIVATE KEY-----\n", PKCS8[:400], PKCS8.replace("M", "!"),
        other_key("-algorithm", "EC", "-pkeyopt",
        "ec_paramgen_curve:P-256"), other_key("-algorithm", "ED25519"),
        openssl("pkey", "-aes128", "-passout", "pass:x",
        input=PKCS8.encode()).decode()]
    for pem in keys:
        with ByKey(id, pem=pem) as world:
            done = world.run(HOME)
            expect_status(done, 78)
            expect_words(done.err, "no RSA key in PEM")
            expect_asked(world.server, 0)


@cases(variable="GCE_SERVICE_ACCOUNT_FILE",
    path="GOOGLE_APPLICATION_CREDENTIALS")
def gcloud_key_in_a_file(variable):
    with ByKey("gcloud", **{variable: file(account(PKCS8))}) as world:
        only(world, world.run(HOME), NEW)


@cases(variable="TRANSIP_PRIVATE_KEY_FILE", path="TRANSIP_PRIVATE_KEY_PATH",
    acme="TRANSIP_Key_File")
def transip_key_in_a_file(variable):
    with ByKey("transip", TRANSIP_ACCOUNT_NAME=transip.USER,
            **{variable: file(PEM)}) as world:
        only(world, world.run(HOME), NEW)


@test
def file_of_a_path_is_a_secret_one():
    path = file(account(PKCS8), 0o644)
    with ByKey("gcloud", GOOGLE_APPLICATION_CREDENTIALS=path) as world:
        done = world.run(HOME)
        expect_status(done, 78)
        expect_words(done.err, "chmod 600 " + path)


@cases(user=dict(type="authorized_user"), mail=dict(client_email=None),
    none=None)
def gcloud_no_service_account(more):
    key = "{}" if more is None else account(PKCS8, **more)
    with ByKey("gcloud", GCE_SERVICE_ACCOUNT=key) as world:
        done = world.run(HOME)
        expect_status(done, 78)
        expect_words(done.err, "service account")
        expect_asked(world.server, 0)


@test
def gcloud_clock():
    """A key is not given up because a clock is wrong."""
    with ByKey("gcloud") as world:
        world.vendor.late = 7200
        done = world.run(HOME)
        expect_status(done, 75)
        expect_words(done.err, "set the clock")
        world.vendor.late = 0
        only(world, world.run(HOME), NEW)


@cases(gcloud=("gcloud", {"error": {"message": "no ya29.TESTEXAMPLE-1-"
    "0123456789"}}), transip=("transip", {"error": "no eyJ0.TESTEXAMPLE-1."
    "0123456789"}))
def token_is_a_secret(id, reply):
    """The server repeats it, the program does not."""
    with ByKey(id) as world:
        world.server.misbehave("status", status=403, body=json.dumps(reply),
                when=lambda request: request.method == "GET")
        done = world.run(HOME, "-vv")
        expect_status(done, 77)
        expect_words(done.err, "no [secret]")


@cases(**BOTH)
def talkative_output(id):
    with ByKey(id) as world:
        only(world, world.run(HOME, "-vv", "--explain"), NEW)


@cases(**BOTH)
def login_is_asked_again(id):
    """With another nonce, and a fresh time."""
    with ByKey(id) as world:
        world.server.misbehave("status", times=1, status=503, body="{}")
        only(world, world.run(HOME, "--retry-for", "10"), NEW)
        bodies = {request.body for request in world.logins}
        expect_equal(len(bodies), 2, "logins")


@test
def gcloud_short_pages():
    with World("gcloud", ("TXT", "x")) as world:
        world.vendor.page = 2
        for number in range(5):
            world.vendor.add_zone("n%d.example.net" % number)
            world.put("n%d.%s" % (number, ZONE), "A", OTHER)
        world.vendor.zones.sort(key=lambda zone: zone == ZONE)
        world.put("z." + ZONE, "A", OLD)
        done = world.run("z." + ZONE, HOME)
        only(world, done, NEW, name="z." + ZONE)
        only(world, done, NEW)


@test
def gcloud_private_zones():
    """One of the same name, and one that is nearer."""
    with World("gcloud") as world:
        world.vendor.private = [ZONE, HOME]
        only(world, world.run(HOME), NEW)


@test
def gcloud_two_zones_of_one_name():
    with World("gcloud") as world:
        world.vendor.zones.append(ZONE)
        done = world.run(HOME)
        expect_status(done, 78)
        expect_words(done.err, "zone-id")
        only(world, world.run(HOME, "--set", "zone-id=zone-0"), NEW)


@test
def gcloud_leaves_policies():
    with World("gcloud", ("TXT",)) as world:
        world.vendor.put(HOME, "A", OLD, policy={"wrr": {"items": []}})
        done = world.run(HOME)
        expect_status(done, 65)
        expect_words(done.err, "routing policy")
        expect_equal(world.writes, [], "writes")


@test
def gcloud_set_changed_meanwhile():
    """What came in between is seen, and only then replaced."""
    with World("gcloud") as world:
        change = world.vendor._change

        def faster(zone, body):
            world.vendor._change = change
            world.vendor.find(HOME)[0]["value"] = OTHER
            return change(zone, body)
        world.vendor._change = faster
        only(world, world.run(HOME), NEW)
        expect_equal(len(world.writes), 2, "writes")


@test
def transip_key_of_listed_addresses():
    with ByKey("transip") as world:
        world.vendor.locked = True
        done = world.run(HOME)
        expect_status(done, 77)
        expect_words(done.err, "listed addresses alone")


@test
def transip_says_that_both_addresses_stand():
    with World("transip", ("A", OLD, OTHER)) as world:
        world.vendor.may_remove = False
        done = world.run(HOME, "--replace")
        expect_status(done, 75)
        expect_words(done.err, "the new address stands")
        expect_equal(world.vendor.values(HOME), sorted([OLD, OTHER, NEW]),
                "values")
        world.vendor.may_remove = True
        only(world, world.run(HOME, "--replace"), NEW)


@test
def transip_other_entries_of_the_name_stay():
    with World("transip", ("A", OLD), ("TXT", "x", "y")) as world:
        only(world, world.run(HOME, "-t", "60"), NEW)
        expect_equal(world.vendor.values(HOME, "TXT"), ["x", "y"], "TXT")


main()
