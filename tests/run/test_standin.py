#!/usr/bin/env -S python3 -B
"""The stand-in, proved by a client that is not ours: the curl command."""

import base64
import json
import subprocess
import time

import dnsclient
from certificates import certificates
from curl import Api, BEARER, TOKEN, code, curl
from harness import cases, expect, expect_equal, main, test
from services.doh import DoH
from services.duckdns import DuckDNS
from services.echo import Echo, Html, Json, Trace
from standin import Server


@test
def cloudflare_zones():
    with Api() as api:
        status, body = api.ask("/zones?name=example.com&per_page=50")
        expect_equal((status, body["success"]), (200, True), "answer")
        expect_equal([zone["id"] for zone in body["result"]], [api.zone],
                "zones")
        status, body = api.ask("/zones?per_page=1&page=2")
        expect_equal(body["result"][0]["name"], "sub.example.com", "page 2")
        expect_equal(body["result_info"]["total_pages"], 2, "pages")
        expect_equal(code(api.ask("/zones?nonsense=1")), [400, 1002],
                "an unknown parameter")


@test
def cloudflare_credentials():
    with Api() as api:
        for headers, wanted in (
                ((), [403, 9106]),
                (("Authorization: Bearer wrong",), [403, 9109]),
                (("Authorization: token x",), [400, 6003, 6111]),
                ((BEARER, "X-Auth-Email: me@example.com",
                "X-Auth-Key: fake-key"), [400, 6003, 6111]),
                (("X-Auth-Email: me@example.com", "X-Auth-Key: bad"),
                [403, 9103])):
            expect_equal(code(api.ask("/zones", headers=headers)),
                    wanted, "answer to %s" % (headers,))
        expect_equal(api.ask("/zones", headers=("X-Auth-Email: "
                "me@example.com", "X-Auth-Key: fake-key"))[0], 200, "key")
        api.vendor.location = "192.0.2.9"
        expect("location: 192.0.2.9" in api.ask("/zones")[1]["errors"][0]
                ["message"], "no location is named")


@test
def cloudflare_list():
    with Api() as api:
        path = "/zones/%s/dns_records" % api.zone
        for query in ("name.exact=home.example.com&type=A", "name=HOME."
                "example.com", "page=1&per_page=100&match=all"):
            status, body = api.ask(path + "?" + query)
            expect_equal([r["id"] for r in body["result"]],
                    [api.home], query)
        expect_equal(api.ask(path + "?type=AAAA")[1]["result"], [], "AAAA")
        expect_equal(code(api.ask("/zones/zz/dns_records")),
                [404, 7003, 7000], "a malformed id")
        expect_equal(code(api.ask("/zones/%032x/dns_records" % 1)),
                [403, 10000], "an unknown id")


@test
def cloudflare_patch_keeps():
    with Api() as api:
        status, body = api.write("PATCH", "/" + api.home,
                {"content": "192.0.2.2"})
        record = body["result"]
        expect_equal((status, record["content"], record["comment"],
                record["proxied"], record["tags"]), (200, "192.0.2.2", "keep",
                True, ["owner:me"]), "record")
        expect_equal(code(api.write("PATCH", "/" + "0" * 32,
                {"content": "192.0.2.2"})), [404, 81044], "a missing id")


@test
def cloudflare_refuses():
    with Api() as api:
        good = {"type": "A", "name": "new.example.com",
                "content": "192.0.2.5", "ttl": 60}
        expect_equal(api.write("POST", "", good)[0], 200, "POST")
        for change, wanted in (({}, [400, 81058]),
                ({"type": "CNAME", "content": "a.test"}, [400, 81053]),
                ({"content": "192.0.2.300"}, [400, 1004, 9005]),
                ({"ttl": 30}, [400, 1004, 9021]),
                ({"ttl": "60"}, [400, 9207]), ({"ttl": True}, [400, 9207]),
                ({"proxied": "no"}, [400, 9207]), ({"x": 1}, [400, 9207]),
                ({"name": "new.example.org"}, [400, 1004, 9000])):
            expect_equal(code(api.write("POST", "", dict(good,
                    **change))), wanted, str(change))
        expect_equal(code(api.write("POST", "", "{")), [400, 9207], "{")
        expect_equal(code(api.ask("/zones/%s/dns_records" % api.zone,
                "-d", json.dumps(good))), [400, 9207], "the wrong type")


@test
def cloudflare_delete():
    with Api() as api:
        status, body = api.ask("/zones/%s/dns_records/%s"
                % (api.zone, api.home), "-X", "DELETE")
        expect_equal((status, body), (200, {"result": {"id": api.home}}),
                "answer")
        expect_equal(api.vendor.values("home.example.com"), [], "record")


@test
def cloudflare_batch():
    with Api() as api:
        twin = api.vendor.add_record(api.zone, "A", "home.example.com",
                "192.0.2.2")
        batch = {"deletes": [{"id": twin}], "patches": [{"id": api.home,
                "content": "192.0.2.2"}], "posts": [{"type": "AAAA",
                "name": "home.example.com", "content": "2001:db8:0::1"}]}
        status, body = api.write("POST", "/batch", batch)
        expect_equal(status, 200, "status")
        expect_equal(api.vendor.values("home.example.com"),
                ["192.0.2.2"], "A")
        expect_equal(body["result"]["posts"][0]["content"],
                "2001:db8::1", "AAAA")
        bad = {"patches": [{"id": api.home, "content": "192.0.2.7"},
                {"id": twin, "content": "192.0.2.8"}]}
        expect_equal(code(api.write("POST", "/batch", bad)), [404, 81044],
                "a batch with a stale id")
        expect_equal(api.vendor.values("home.example.com"),
                ["192.0.2.2"], "A after the failed batch")
        expect_equal(api.write("POST", "/batch", {"posts": [{}] * 201})[0],
                400, "201 operations")


@test
def duckdns_answers():
    told = []
    with Server(certificates().good) as server:
        server.mount("/update", DuckDNS(TOKEN, ["home"],
                lambda *news: told.append(news)))
        def ask(query):
            return curl(server.url("/update?" + query))[1].decode()
        base = "domains=home&token=%s&" % TOKEN
        expect_equal(ask(base + "ip=192.0.2.1&verbose=true"),
                "OK\n192.0.2.1\n\nUPDATED", "first")
        expect_equal(ask(base + "ip=192.0.2.1&ipv6=2001:db8::1&"
                "verbose=true"), "OK\n192.0.2.1\n2001:db8::1\nUPDATED", "both")
        expect_equal(ask(base + "ip=192.0.2.1&verbose=true"),
                "OK\n192.0.2.1\n\nNOCHANGE", "again")
        for query in ("domains=home&token=bad&ip=192.0.2.1", "domains="
                "home.duckdns.org&token=" + TOKEN, base + "ip=x"):
            expect_equal(ask(query), "KO", query)
    expect_equal(told, [("home.duckdns.org", "A", "192.0.2.1"),
            ("home.duckdns.org", "AAAA", "2001:db8::1")], "what the hook heard")


@test
def echo_forms():
    with Server(certificates().good, both=True) as server:
        server.mount("/plain", Echo("192.0.2.1", "2001:db8::1"))
        server.mount("/trace", Trace("192.0.2.1"))
        server.mount("/json", Json("192.0.2.1"))
        server.mount("/html", Html("192.0.2.1"))
        server.mount("/no", Echo().say("192.0.2.1", 403))
        for path, host, wanted in (("/plain", "127.0.0.1",
                b"192.0.2.1\n"), ("/plain", "::1", b"2001:db8::1\n"),
                ("/trace", "localhost", b"\nh=localhost\nip=192.0.2.1\n"),
                ("/json", "127.0.0.1", b'"ip": "192.0.2.1"'),
                ("/html", "127.0.0.1", b"Current IP Address: 192.0.2.1<")):
            status, body = curl(server.url(path, host), "-4" if host ==
                    "localhost" else "-s")
            expect(status == 200 and wanted in body, "%s says %r"
                    % (path, body))
        expect_equal(curl(server.url("/no"))[0], 403, "status")


@test
def doh_answers():
    with Server(certificates().good) as server:
        server.mount("/dns-query", DoH({("home.example.test", "A"):
                ["192.0.2.1"]}))
        query = bytes.fromhex("00000100000100000000000004686f6d650765786"
                "16d706c6504746573740000010001")
        text = base64.urlsafe_b64encode(query).decode().rstrip("=")
        status, body = curl(server.url("/dns-query?dns=" + text), "-H",
                "Accept: application/dns-message")
        expect_equal(dnsclient.parse(body).answer,
                [("home.example.test", "A", 1, 60, "192.0.2.1")], "answer")


@cases(empty=("empty", {}, 200, b""), html=("html200", {}, 200, b"198.51."),
    html502=("html502", {}, 502, b"<html>"),
    truncated=("truncated_json", {}, 200, b'{"success": true'),
    types=("wrong_types", {}, 200, b'{"success": "yes"'),
    limited=("status", {"status": 429, "headers": [("Retry-After", "7")]},
    429, b""), redirect=("redirect", {"to": "https://x.test/"}, 302, b""),
    close=("close", {}, 0, b""), stall=("stall", {}, 0, b""),
    cut=("cut", {}, 0, b""), headers=("big_headers", {}, 0, b""))
def fault(kind, details, status, part):
    with Api() as api:
        api.server.misbehave(kind, times=1, **details)
        seen, body = curl(api.server.url("/client/v4/zones"), "-H", BEARER,
                "--max-time", "0.5")
        expect(status in (0, seen), "%d, not %d" % (seen, status))
        expect(part in body, "body is %r" % body[:200])
        if status:
            expect_equal(api.ask("/zones")[0], 200, "the next one")


@test
def fault_endless():
    with Api() as api:
        api.server.misbehave("endless")
        done = subprocess.run(["curl", "-sSk", "--max-filesize", "100000",
                "--max-time", "3", "-o", "/dev/null", "-w",
                "%{size_download}", api.server.url("/")],
                capture_output=True, text=True)
        expect(int(done.stdout.split("\n")[-1]) >= 65536, done.stdout)


@cases(expired=("expired", "expired"), wrong_name=("wrong_name", "subject"),
    self_signed=("self_signed", "self-signed"))
def certificate(which, word):
    with Server(getattr(certificates(), which)) as server:
        server.mount("/", Echo("192.0.2.1"))
        done = subprocess.run(["curl", "-sS", "--cacert",
                certificates().ca_file, server.url("/")],
                capture_output=True, text=True)
        expect(done.returncode == 60 and word in done.stderr, done.stderr)
        expect_equal(len(server.requests), 0, "requests")


@test
def connections_and_delay_are_counted():
    with Api() as api:
        api.server.delay = 0.1
        url = api.server.url("/client/v4/zones")
        began = time.monotonic()
        curl(url, url, "-H", BEARER)
        expect(time.monotonic() - began >= 0.2, "no delay")
        expect_equal((api.server.connections, len(api.server.requests)),
                (1, 2), "connections and requests")
        expect(api.server.seen(TOKEN) == [(0, "header authorization"),
                (1, "header authorization")], str(api.server.seen(TOKEN)))


main()
