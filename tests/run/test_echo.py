#!/usr/bin/env -S python3 -B
"""The address from the web: which answers are believed."""

from common import (CERTIFICATES, EchoServer, NEW, NEW6, OTHER, expect_asked,
    wrong_certificate)
from harness import cases, expect, expect_status, expect_words, main, run, test
from hosts_target import ask, expect_untouched, file_args, holds, target
from services.echo import Trace


@cases(newline="\n", none="", crlf="\r\n", blanks=" \t\r\n\n")
def good_answer(ending):
    with EchoServer() as one:
        one.echo.ending = ending
        done, path = ask(one.spec)
        expect_status(done, 0)
        expect(holds(path, NEW), "the file does not hold the address")
        expect_asked(one.server, 1)


@cases(**CERTIFICATES)
def certificate_is_refused(which):
    path = target()
    done = wrong_certificate(which, lambda server: ["-p", "file", "--set",
            "path=" + path, "-s", "web:" + server.url("/ip"),
            "home.example.test"])
    expect_status(done, 69, 76)
    expect_words(done.err, "certificate|tls|ssl")
    expect_untouched(path)


@cases(edge="104.18.0.0", warp_exit="104.28.200.15", resolver="1.1.1.1",
    resolver_too="1.0.0.1", last="172.71.255.255")
def address_of_the_cdn(address):
    with EchoServer(address) as one:
        done, path = ask(one.spec)
        expect_status(done, 65)
        expect_words(done.err, address, "Cloudflare's own network",
            "--allow-cdn")
        expect_untouched(path)


@test
def address_of_the_cdn_six():
    with EchoServer(None, "2606:4700:4700::1111", both=True) as one:
        done, path = ask(one.spec, args=["-6"])
        expect_status(done, 65)
        expect_words(done.err, "Cloudflare's own network")
        expect_untouched(path)


@test
def address_of_the_cdn_that_is_meant():
    with EchoServer("104.18.0.0") as one:
        done, path = ask(one.spec, args=["--allow-cdn"])
        expect_status(done, 0)
        expect(holds(path, "104.18.0.0"), "not written")


@cases(literal=["-i", "104.18.0.0"], command=["-s", "cmd:echo 104.18.0.0"])
def address_of_the_cdn_that_the_user_says(args):
    done, path = ask(args=args)
    expect_status(done, 0)
    expect(holds(path, "104.18.0.0"), "not written")


TRACE = "/cdn-cgi/trace"


@cases(good=({}, 0, ""), wrong_host=({"host": "one.one.one.one"}, 69,
    "another host"), warp=({"warp": "on"}, 69, "turn WARP off"),
    warp_plus=({"warp": "plus"}, 69, "WARP exit"))
def trace(how, status, words):
    with EchoServer() as one:
        one.server.mount(TRACE, Trace(NEW, **how))
        done, path = ask("web:" + one.server.url(TRACE))
        expect_status(done, status)
        expect_words(done.err, words)
        if status:
            expect_untouched(path)
        else:
            expect(holds(path, NEW), "not written")


@cases(two=("h=127.0.0.1\nip=%s\nip=%s\n" % (NEW, OTHER), "no single ip"),
    same_twice=("ip=%s\nip=%s\n" % (NEW, NEW), "no single ip"),
    none=("h=127.0.0.1\nwarp=off\n", "no single ip"),
    inside=("h=127.0.0.1\nuag=ip=%s\n" % NEW, "no single ip"),
    empty=("h=127.0.0.1\nip=\nwarp=off\n", "empty answer"),
    nonsense=("h=127.0.0.1\nip=1.2.3\nwarp=off\n", "no IPv4 address"))
def bad_trace(body, words):
    with EchoServer() as one:
        one.echo.say(body)
        done, path = ask("web:" + one.server.url(TRACE))
        expect_status(done, 69)
        expect_words(done.err, words)
        expect_untouched(path)


@test
def trace_without_host():
    with EchoServer() as one:
        one.echo.say("ip=%s\r\nwarp=off\r\n" % NEW)
        done, path = ask("web:" + one.server.url(TRACE), args=["-v"])
        expect_status(done, 0)
        expect_words(done.err, "for which host")
        expect(holds(path, NEW), "not written")


JSON = '{"status":"ok","data":{"ip":"%s","all":["%s"]},"ip":7}' % (NEW, NEW)
PAGE = "<html><body>Current IP Address: %s</body></html>\n" % NEW


@cases(member=(JSON, "json:data.ip"), element=(JSON, "json:data.all.0"),
    page=(PAGE, "after:Current IP Address:"),
    line=("you are\nIP: %s \nIP: %s\n" % (NEW, OTHER), "after:IP:"),
    quoted=('{"ip":"%s"}' % NEW, "json:ip"),
    end=("you are at " + NEW, "after:you are at"))
def reader(body, how):
    with EchoServer() as one:
        one.echo.say(body)
        done, path = ask("%s %s" % (one.spec, how))
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


@cases(number=(JSON, "json:ip", 69, "no JSON with a text at ip"),
    object=(JSON, "json:data", 69, "text at data"),
    missing=(JSON, "json:address", 69, "text at address"),
    cut=(JSON[:30], "json:data.ip", 69, "no JSON"),
    twice=('{"ip":"%s","ip":"%s"}' % (NEW, OTHER), "json:ip", 69, "no JSON"),
    nonsense=('{"ip":"%s "}' % "1.2.3", "json:ip", 69, "no IPv4 address"),
    nul=('{"ip":"%s\\u0000"}' % NEW, "json:ip", 69, "no JSON"),
    big=('{"x":"%s","ip":"%s"}' % ("x" * 5000, NEW), "json:ip", 69,
        "over the limit"),
    html_as_json=(PAGE, "json:ip", 75, "captive portal"),
    no_text=("your address: " + NEW, "after:IP:", 69, "without"),
    no_text_in_page=(PAGE, "after:IP:", 75, "captive portal"),
    more_behind=("IP: %s, port 7" % NEW, "after:IP:", 69, "no IPv4 address"),
    next_line=("IP:\n%s\n" % NEW, "after:IP:", 69, "empty answer"),
    behind_nul=("\0IP: " + NEW, "after:IP:", 69, "without"))
def reader_that_finds_nothing(body, how, status, words):
    with EchoServer() as one:
        one.echo.say(body)
        done, path = ask("%s %s" % (one.spec, how))
        expect_status(done, status)
        expect_words(done.err, words)
        expect_untouched(path)


@cases(unknown="regex:[0-9]+", empty_key="json:", empty_text="after:",
    bare="json")
def wrong_reader(how):
    done, path = ask("web:https://127.0.0.1/ip " + how)
    expect_status(done, 64)
    expect_words(done.err, "--source", "json:KEY or after:TEXT")
    expect_untouched(path)


@test
def public_address_needs_no_switch():
    with EchoServer("93.184.216.34") as one:
        path = target()
        done = run([arg for arg in file_args(path, "-s", one.spec,
                "home.example.test") if arg != "--allow-special"])
        expect_status(done, 0)
        expect(holds(path, "93.184.216.34"), "not written")


@test
def families_are_forced():
    with EchoServer(NEW, NEW6, both=True) as one:
        done, path = ask(one.spec, args=["-4", "-6"])
        expect_status(done, 0)
        expect(holds(path, NEW) and holds(path, NEW6), "a family is missing")
        expect_asked(one.server, 2)


@test
def six_only():
    with EchoServer(NEW, NEW6, both=True) as one:
        done, path = ask(one.spec, args=["-6"])
        expect_status(done, 0)
        expect(holds(path, NEW6) and not holds(path, NEW), "wrong family")


main()
