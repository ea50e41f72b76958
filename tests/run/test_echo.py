#!/usr/bin/env -S python3 -B
"""The address from the web: which answers are believed."""

from common import (CERTIFICATES, EchoServer, NEW, NEW6, OTHER, expect_asked,
    wrong_certificate)
from harness import cases, expect, expect_status, expect_words, main, run, test
from hosts_target import ask, expect_untouched, file_args, holds, target


@cases(newline="\n", none="", crlf="\r\n", blanks=" \t\r\n\n")
def good_answer(ending):
    with EchoServer() as one:
        one.echo.ending = ending
        done, path = ask(one.spec)
        expect_status(done, 0)
        expect(holds(path, NEW), "the file does not hold the address")
        expect_asked(one.server, 1)


@cases(
    empty=("", 200), newline_only=("\n", 200),
    html=("<html><body>%s</body></html>" % NEW, 200),
    portal=("<a href=http://192.168.1.1/login>sign in</a>", 200),
    two=("%s\n%s\n" % (NEW, OTHER), 200),
    two_on_a_line=("%s, %s" % (NEW, OTHER), 200),
    other_family=(NEW6, 200), mapped=("::ffff:" + NEW, 200),
    ten_mib=(NEW + "\n" + "x" * (10 << 20), 200),
    ten_mib_of_blanks=(NEW + " " * (10 << 20), 200),
    nul=(NEW + "\0", 200), nul_inside=("198.51\0.100.7", 200),
    trailing_text=(NEW + " is yours", 200), leading_zero=("198.051.100.7", 200),
    five_parts=("198.51.100.7.1", 200), cidr=(NEW + "/24", 200),
    port=(NEW + ":80", 200), big_number=("198.51.100.256", 200),
    json=('{"ip":"%s"}' % NEW, 200), forbidden=(NEW, 403),
    created=(NEW, 201), accepted=(NEW, 203), no_content=("", 204),
    limited=(NEW, 429), error=(NEW, 500), unavailable=(NEW, 503),
    portal_status=(NEW, 511))
def bad_answer(body, status):
    with EchoServer() as one:
        one.echo.say(body, status)
        done, path = ask(one.spec)
        expect_status(done, 69)
        expect_untouched(path)


@cases(moved=301, found=302, see_other=303, temporary=307, permanent=308)
def redirect_is_not_followed(status):
    with EchoServer() as one, EchoServer() as beyond:
        one.echo.say(NEW, status, headers=[("Location",
                beyond.server.url("/ip"))])
        done, path = ask(one.spec)
        expect_status(done, 69)
        expect_asked(beyond.server, 0)
        expect_untouched(path)


@cases(stall="stall", silent="silent", close="close", cut="cut",
    endless="endless", big_headers="big_headers")
def broken_line(kind):
    with EchoServer() as one:
        one.server.misbehave(kind)
        done, path = ask(one.spec, timeout=1)
        expect_status(done, 69, 75)
        expect(done.elapsed < 6, "took %.1f s" % done.elapsed)
        expect_untouched(path)


@cases(**CERTIFICATES)
def certificate_is_refused(which):
    path = target()
    done = wrong_certificate(which, lambda server: ["-p", "file", "--set",
            "path=" + path, "-s", "web:" + server.url("/ip"),
            "home.example.test"])
    expect_status(done, 69, 76)
    expect_words(done.err, "certificate|tls|ssl")
    expect_untouched(path)


@cases(
    private=("10.1.2.3", "private"), private_172=("172.31.255.255", "private"),
    private_192=("192.168.1.1", "private"),
    carrier=("100.64.0.1", "carrier|shared|cgnat"),
    loopback=("127.0.0.1", "loopback"), link_local=("169.254.1.1", "link"),
    this_network=("0.0.0.0", "this network|this host"),
    multicast=("224.0.0.1", "multicast"), reserved=("240.0.0.1", "reserved"),
    broadcast=("255.255.255.255", "broadcast|reserved"),
    documentation=("198.51.100.7", "documentation|test-net"),
    benchmark=("198.18.0.1", "benchmark"), relay=("192.88.99.1", "6to4"))
def special_address_is_refused(address, word):
    with EchoServer(address) as one:
        path = target()
        args = [arg for arg in file_args(path, "-s", one.spec,
                "home.example.test") if arg != "--allow-special"]
        done = run(args)
        expect_status(done, 65)
        expect_words(done.err, address, word)
        expect_untouched(path)


@cases(loopback="127.0.0.1", link_local="169.254.1.1", zero="0.0.0.0",
    multicast="224.0.0.1", reserved="240.0.0.1")
def never_to_be_published(address):
    """--allow-special opens private and documentation addresses only."""
    with EchoServer(address) as one:
        done, path = ask(one.spec)
        expect_status(done, 65)
        expect_untouched(path)


@cases(loopback="::1", unspecified="::", link_local="fe80::1",
    multicast="ff02::1", nat64="64:ff9b::c633:6407", teredo="2001::1",
    sixtofour="2002:c633:6407::1")
def never_to_be_published_six(address):
    with EchoServer(None, address, both=True) as one:
        done, path = ask(one.spec, args=["-6"])
        expect_status(done, 65, 69)
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


@test
def one_family_failing_leaves_the_other_right():
    with EchoServer(NEW, None, both=True) as one:
        done, path = ask(one.spec, args=["-4", "-6"])
        expect(done.status != 0, "status 0 with a family missing")
        expect(holds(path, NEW), "IPv4 was not written")


main()
