#!/usr/bin/env -S python3 -B
"""Sources of the address beside the web, and how the web is reached."""

import os

import temporary
from certificates import certificates
from common import EchoServer, NEW, OTHER, expect_asked, trusting
from harness import (cases, expect, expect_equal, expect_status, expect_words,
    main, run, test, write)
from hosts_target import ask, expect_untouched, file_args, holds, target
from services.echo import Echo
from standin import Server


@test
def proxies_are_ignored():
    with EchoServer() as one, Server() as proxy:
        proxy.mount("/", Echo(OTHER))
        url = proxy.url()
        done, path = ask(one.spec, env={name: url for name in (
                "http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY",
                "all_proxy")})
        expect_status(done, 0)
        expect_equal(proxy.connections, 0, "connections to the proxy")
        expect(holds(path, NEW), "not written")


@test
def proxy_option_is_not_for_detection():
    with EchoServer() as one, Server() as proxy:
        done, path = ask(one.spec, args=["--proxy", proxy.url()])
        expect_status(done, 0)
        expect_equal(proxy.connections, 0, "connections to the proxy")


@test
def plain_http_when_written_out():
    with Server() as server:
        server.mount("/", Echo(NEW))
        done, path = ask("web:" + server.url("/ip"))
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


@cases(ftp="web:ftp://127.0.0.1/ip", file="web:file:///etc/hostname",
    nonsense="nonsense", unknown_list="web:mars", no_host="web:https:///ip",
    no_command="cmd:", no_path="file:", no_scheme="web:127.0.0.1/ip")
def bad_source(spec):
    done, path = ask(spec)
    expect_status(done, 64)
    expect_untouched(path)


@cases(swapped=("wbe", '"web"?'), list=("web:de", "web:global, web:cn or "),
    no_scheme=("web:127.0.0.1/ip", "web:https://"))
def bad_source_is_told_what_is_meant(spec, word):
    expect_words(ask(spec)[0].err, word)


@test
def comma_in_a_command_of_the_file():
    done = run(["--show-ip"], config="[default]\nsource = cmd:dig @1.1.1.1, "
            "9.9.9.9\n")
    expect_status(done, 78)
    expect_words(done.err, 'no source "9.9.9.9"', "a comma here begins")


@test
def untrusted_without_ca_file():
    with EchoServer() as one:
        path = target()
        done = run(["-p", "file", "--set", "path=" + path,
                "--allow-special", "--retry-for", "0", "-s", one.spec,
                "home.example.test"])
        expect_status(done, 69, 76)
        expect_asked(one.server, 0)
        expect_untouched(path)


@test
def ssl_cert_file_is_honoured():
    with EchoServer() as one:
        done = run(["--show-ip", "--allow-special", "-s", one.spec],
                env={"SSL_CERT_FILE": certificates().ca_file})
        expect_status(done, 0)
        expect_equal(done.out.strip(), NEW, "address")


@test
def agent_names_the_program():
    with EchoServer() as one:
        run(trusting("--show-ip", "-s", one.spec))
        expect_words(one.server.requests[0].header("user-agent", ""),
                "dnsfollow/")


@test
def show_ip():
    with EchoServer() as one:
        done = run(trusting("--show-ip", "-s", one.spec))
        expect_status(done, 0)
        expect_equal(done.out, NEW + "\n", "stdout")
        expect_asked(one.server, 1)


@test
def fallback_to_another_source():
    with EchoServer() as one:
        one.server.misbehave("close")
        done, path = ask(one.spec, "cmd:echo " + NEW)
        expect_status(done, 0)
        expect(holds(path, NEW), "not written")


@cases(literal=(["-i", NEW], None), command=(["-s", "cmd:echo " + NEW], None),
    stdin=(["-s", "-"], NEW + "\n"))
def other_source(args, stdin):
    path = target()
    done = run(file_args(path, *args, "home.example.test"), stdin=stdin)
    expect_status(done, 0)
    expect(holds(path, NEW), "not written")


@test
def address_file():
    path = target()
    address = write(temporary.directory("address"), "ip", NEW + "\n")
    done = run(file_args(path, "-s", "file:" + address, "home.example.test"))
    expect_status(done, 0)
    expect(holds(path, NEW), "not written")


NO_IP = write(temporary.directory("nothing"), "ip", "hello\n")


@cases(missing_file=(["-s", "file:/nonexistent/ip"], None, (66, 69),
    "; check the path"),
    nonsense_file=(["-s", "file:" + NO_IP], None, (69,), "; mend the file"),
    empty_stdin=(["-s", "-"], "", (69,), "; mend what writes to it"),
    nonsense=(["-s", "-"], "hello\n", (69,), "; mend what writes to it"),
    failing_command=(["-s", "cmd:exit 3"], None, (69,), "(cmd:exit 3: the "
    "command ended with status 3); mend the command"),
    silent_command=(["-s", "cmd:true"], None, (69,), "; mend the command"),
    bad_literal=(["-i", "192.0.2.300"], None, (64,), "--ip"),
    loopback_literal=(["-i", "127.0.0.1"], None, (65,),
    "; give another --ip"),
    empty_literal=(["-i", ""], None, (64,), "--ip"),
    no_such_line=(["-s", "iface:nosuch0"], None, (69,), "check the name"))
def other_source_fails(args, stdin, wanted, step):
    path = target()
    done = run(file_args(path, *args, "home.example.test"), stdin=stdin)
    expect_status(done, *wanted)
    expect_words(done.err, step)
    expect_untouched(path)


URL_STEP = "; check the URL and its reader, or give another --source"
OTHER_STEP = "; check the network, or give another --source"


@cases(absent=(404, "", URL_STEP), out_of_order=(503, "", OTHER_STEP),
    no_json=(200, " json:ip", URL_STEP), no_address=(200, "", URL_STEP))
def own_service_fails(status, reader, step):
    with EchoServer() as one:
        one.server.misbehave("status", status=status, body=b"hello")
        done = run(trusting("--show-ip", "-s", one.spec + reader))
        expect_status(done, 69)
        expect_words(done.err, step)


@test
def command_that_hangs_ends_with_the_run():
    path = target()
    done = run(file_args(path, "-s", "cmd:sleep 30", "home.example.test",
            timeout=1))
    expect_status(done, 69, 75)
    expect_words(done.err, "cmd:sleep 30: the command did not end within")
    expect(done.elapsed < 6, "took %.1f s" % done.elapsed)
    expect_untouched(path)


@test
def loopback_interface_has_nothing_to_publish():
    name = "lo" if os.path.exists("/sys/class/net/lo") else "lo0"
    path = target()
    done = run(file_args(path, "-s", "iface:" + name, "home.example.test"))
    expect_status(done, 65, 69)
    expect_untouched(path)


main()
