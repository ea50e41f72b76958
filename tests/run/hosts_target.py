"""hosts_target - a hosts file as the target of tests about the address."""

import temporary
from common import at_once
from harness import expect_equal, read, run, write

HOSTS = "# mine\n127.0.0.1 localhost\n"


def target(content=HOSTS):
    return write(temporary.directory("target"), "hosts", content, 0o644)


def file_args(path, *args, timeout=10):
    return at_once("-p", "file", "--set", "path=" + path, *args,
            timeout=timeout)


def ask(*specs, args=(), env=None, path=None, timeout=10):
    """One run for the file provider with these sources."""
    path = path or target()
    sources = [word for spec in specs for word in ("-s", spec)]
    return run(file_args(path, *sources, *args, "home.example.test",
            timeout=timeout), env), path


def holds(path, address, name="home.example.test"):
    return any(line.split()[:1] == [address] and name in line.split()
            for line in read(path).decode().splitlines())


def expect_untouched(path, content=HOSTS):
    expect_equal(read(path), content.encode(), "the file")
