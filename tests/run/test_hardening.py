#!/usr/bin/env -S python3 -B
"""How the program was built, and how the shipped unit locks it in, as the
tools of others judge it: readelf, checksec, systemd-analyze."""

import functools
import json
import os
import platform
import re
import shutil
import subprocess

import temporary
from harness import (PROGRAM, ROOT, SANITIZED, expect, expect_equal,
    lacking, main, read, test, when, write)

UNIT = os.path.join(ROOT, "examples", "systemd", "dnsfollow.service")
MOST_EXPOSED = 1.5
BUILT = read(PROGRAM)
GLIBC = b"libc.so.6" in BUILT
ELF = BUILT[:4] == b"\x7fELF"


def output(*command):
    done = subprocess.run(command, capture_output=True, text=True,
            env=dict(os.environ, LC_ALL="C"))
    expect(done.returncode == 0, "%s: status %d: %s" % (command[0],
            done.returncode, done.stderr[-500:]))
    return done.stdout


@functools.lru_cache(None)
def elf(what):
    return output("readelf", what, "-W", PROGRAM)


READABLE = lacking("readelf") or (None if ELF else "the program is no ELF")
PLAIN = READABLE or ("a sanitizer is in it" if SANITIZED else None)
DYNAMIC = PLAIN or (None if b"ld-linux" in BUILT or b"ld-musl" in BUILT
    else "it is static")


@when(READABLE)
def position_independent():
    expect(re.search(r"Type:\s+DYN", elf("-h")), elf("-h"))


@when(DYNAMIC)
def tables_are_read_only_before_it_begins():
    expect("GNU_RELRO" in elf("-l"), elf("-l"))
    expect(re.search(r"BIND_NOW|\bNOW\b", elf("-d")), elf("-d"))


@when(READABLE)
def nothing_is_both_written_and_executed():
    for line in elf("-l").splitlines():
        if re.match(r" +(LOAD|GNU_STACK) ", line):
            flags = line.split("0x")[-2].split(" ", 1)[1]
            expect("W" not in flags or "E" not in flags, line)
    expect("GNU_STACK" in elf("-l"), "the stack may be executed")
    expect("TEXTREL" not in elf("-d"), elf("-d"))


@when(READABLE)
def libraries_come_from_the_system():
    expect(not re.search("RPATH|RUNPATH", elf("-d")), elf("-d"))


@when(DYNAMIC)
def stack_is_guarded():
    expect("__stack_chk_" in elf("--dyn-syms"), "no stack protector")


@when(DYNAMIC or (None if GLIBC else "only glibc has such functions"))
def functions_are_fortified():
    expect(re.search(r"__\w+_chk\b", elf("--dyn-syms").replace(
            "__stack_chk", "")), "no fortified function")


@when(READABLE or (None if platform.machine() in ("x86_64", "AMD64")
    else "only x86-64 has such marks"))
def places_to_jump_to_are_marked():
    """The program's own; whether the C library's are is the system's affair."""
    expect(BUILT.count(b"\xf3\x0f\x1e\xfa") > 100, "no endbr64")


@when(DYNAMIC)
def no_insecure_function_is_called():
    names = set(re.findall(r"UND (\w+)", elf("--dyn-syms")))
    for bad in ("gets", "strcpy", "strcat", "sprintf", "vsprintf", "tmpnam",
            "mktemp", "system", "popen", "alloca", "scanf", "rand",
            "dlopen"):
        expect(bad not in names, bad + " is called")


@when(DYNAMIC or lacking("checksec"))
def checksec():
    told = json.loads(output("checksec", "--format=json",
            "--file=" + PROGRAM))
    file = next(iter(told.values()))
    wanted = {"relro": "full", "canary": "yes", "nx": "yes", "pie": "yes",
            "rpath": "no", "runpath": "no"}
    if GLIBC:
        wanted["fortify_source"] = "yes"
    expect_equal({key: file[key] for key in wanted}, wanted, "report")


def systemd():
    """Why its judgement cannot be had; None."""
    if lacking("systemd-analyze"):
        return "no systemd-analyze here"
    version = int(re.search(r"systemd (\d+)", output("systemd-analyze",
            "--version"))[1])
    return None if version >= 250 else "systemd %d judges no files" % version


def exposure(unit):
    told = output("systemd-analyze", "security", "--offline=true",
            "--no-pager", unit)
    return float(re.search(r"exposure level for \S+ ([0-9.]+)", told)[1])


@when(systemd())
def unit_is_locked_in():
    seen = exposure(UNIT)
    expect(seen <= MOST_EXPOSED, "exposure %.1f" % seen)


@when(systemd())
def unit_lets_the_program_lock_itself_in():
    """systemd's set for services has no such calls."""
    allowed = set(re.findall(r"^SystemCallFilter=([^~@].*)", read(UNIT).decode(),
            re.M))
    wanted = {"landlock_create_ruleset", "landlock_add_rule",
            "landlock_restrict_self", "seccomp"}
    known = output("systemd-analyze", "syscall-filter", "@system-service")
    expect(wanted <= set(" ".join(allowed).split()) | set(known.split()),
            allowed)


@when(systemd())
def a_bare_unit_is_not():
    """Or the one above would prove nothing."""
    bare = write(temporary.directory("unit"), "bare.service",
            "[Service]\nExecStart=/bin/true\n", 0o644)
    expect(exposure(bare) > 9, "a bare unit is called safe")


main()
