"""harness - runs the program in a clean world, and the tests of one file.

After every run, whatever the test is about: no registered secret may stand in
the output in any form, the run must have ended in time and not by a signal,
and every line of standard error must begin with the program's name.
"""

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
import urllib.parse

import temporary

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
PROGRAM = os.path.abspath(os.environ.get("DNSFOLLOW",
    os.path.join(ROOT, "build", "dnsfollow")))
SANITIZED = "sanitize" in PROGRAM   # slow, and its memory is no measure
LIMIT = 20  # seconds that one run may take unless a test says so
KEPT = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
RESULTS = {"unchanged", "changed", "differs", "failed", "partial"}
STATUSES = {"unchanged", "updated", "created", "would-update", "would-create",
    "skipped", "failed"}

_tests, _secrets, _runs = [], [], []


def _is_static():
    """Of `make static`, an ELF file that names no loader: its libcurl knows
    no IDN, and musl asks a resolver on, also where nobody listens."""
    try:
        with open(PROGRAM, "rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    return head.startswith(b"\x7fELF") and b"/ld" not in head


def _is_sanitized():
    try:
        return b"__asan_init" in read(PROGRAM) \
            or b"__ubsan_" in read(PROGRAM)
    except OSError:
        return False


class Failure(AssertionError):
    pass


class Run:
    """What one run of the program did."""

    def __init__(self, args, status, out, err, elapsed, home, memory=None):
        self.args, self.status, self.elapsed = args, status, elapsed
        self.out, self.err, self.home = out, err, home
        self.memory = memory    # in bytes, at its most

    def json(self):
        """The one object that --json puts on stdout, its shape checked."""
        try:
            report = json.loads(self.out)
        except ValueError as why:
            raise Failure("stdout is not one JSON object (%s): %r"
                    % (why, self.out[:300]))
        _check_report(report, self.status)
        return report


class _Process(subprocess.Popen):
    """One that also tells what memory it took, in bytes."""

    memory = None

    def _try_wait(self, flags):
        try:
            pid, status, used = os.wait4(self.pid, flags)
        except ChildProcessError:
            return super()._try_wait(flags)
        if pid == self.pid:
            self.memory = used.ru_maxrss * (
                    1 if sys.platform == "darwin" else 1024)
        return pid, status


class Job:
    """The program under way; before: the words of a program that runs it,
    more: what else subprocess is to be told."""

    def __init__(self, args, env=None, stdin=None, config=None, limit=LIMIT,
            before=(), **more):
        self.home = temporary.directory("home")
        os.chmod(self.home, 0o700)
        args = [str(arg) for arg in args]
        if config is not None:
            args = ["-f", write(self.home, "dnsfollow.conf", config)] \
                    + args
        self.args, self.limit = args, limit
        self._deaf = "stdout" in more
        expect(os.access(PROGRAM, os.X_OK), "not built: " + PROGRAM)
        self.began = time.monotonic()
        self.process = _Process([*before, PROGRAM, *args],
                env=environment(self.home, env), **dict({"cwd": self.home,
                "stdin": subprocess.DEVNULL if stdin is None else
                subprocess.PIPE, "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE}, **more))
        self._stdin = stdin.encode() if isinstance(stdin, str) else stdin

    def finish(self, by_signal=False):
        """Waits for the end and looks for what no run may do."""
        try:
            out, err = self.process.communicate(self._stdin, self.limit)
            late = False
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, err = self.process.communicate()
            late = True
        run = Run(self.args, self.process.returncode,
                (out or b"").decode(errors="replace"),
                (err or b"").decode(errors="replace"),
                time.monotonic() - self.began, self.home,
                self.process.memory)
        _runs.append(run)
        expect(not late, "still running after %d s" % self.limit)
        check_run(run, by_signal, self._deaf)
        return run


def run(args, env=None, stdin=None, config=None, limit=LIMIT):
    return Job(args, env, stdin, config, limit).finish()


def write(directory, name, content, mode=0o600):
    """A new file; its path."""
    path = os.path.join(directory, name)
    with open(path, "wb") as file:
        file.write(content.encode() if isinstance(content, str)
                else content)
    os.chmod(path, mode)
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


STATIC, SANITIZED = _is_static(), _is_sanitized()


def secret(value):
    """Registers a value that no output may ever hold; returns it."""
    if value not in _secrets:
        _secrets.append(value)
    return value


def test(function):
    _tests.append(function)
    return function


def when(why):
    """why: what is wrong with doing it here; None: nothing."""
    if why is None:
        return test
    return lambda function: print("skip %s: %s" % (function.__name__, why))


def lacking(*programs):
    missing = [one for one in programs if not shutil.which(one)]
    return "no %s here" % missing[0] if missing else None


def cases(**table):
    """The decorated function becomes one test for each entry; it is called
    with the entry's value."""
    def register(function):
        for name, value in table.items():
            def one(value=value):
                function(*value if isinstance(value, tuple)
                        else (value,))
            one.__name__ = "%s_%s" % (function.__name__, name)
            _tests.append(one)
        return function
    return register


def expect(holds, message):
    if not holds:
        raise Failure(message)


def expect_equal(seen, wanted, what):
    expect(seen == wanted, "%s is %r, not %r" % (what, seen, wanted))


def expect_status(run, *wanted):
    expect(run.status in wanted, "status %s, not %s" % (run.status,
            " or ".join(map(str, wanted))))
    if run.status and run.status != 1 and not {"-qq", "--json",
            "--doctor"} & set(run.args):
        expect(run.err.strip(), "failed without a word")


def expect_no_idn(run):
    expect_status(run, 64)
    expect_words(run.err, "internationalised", "xn--")


def expect_words(text, *words):
    """Every word, or one of several given as `a|b`, in any letter case."""
    for word in words:
        expect(any(choice.lower() in text.lower()
                for choice in word.split("|")),
                "%r does not stand in %r" % (word, text[:600]))


def main():
    """Runs the tests of this file, all or those whose name holds an
    argument; ends the program."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    chosen = [one for one in _tests if not sys.argv[1:] or any(
            part in one.__name__ for part in sys.argv[1:])]
    failed = 0
    for one in chosen:
        failed += not _try(one)
    sys.stdout.flush()
    sys.exit(1 if failed else 0)


def _try(one):
    del _runs[:]
    began = time.monotonic()
    try:
        one()
    except Failure as why:
        print("FAIL %s: %s" % (one.__name__, _line(why)))
    except Exception:
        print("FAIL %s: the test broke" % one.__name__)
        print(_indent(traceback.format_exc()))
    else:
        print("ok %s%s" % (one.__name__, _clock(began)), flush=True)
        return True
    for done in _runs[-1:]:
        print(_indent("$ dnsfollow %s\n(status %s, %.2f s)\n%s%s" % (
                " ".join(done.args), done.status, done.elapsed,
                done.out[-2000:], done.err[-4000:])), flush=True)
    return False


def _clock(began):
    """For those who look for slow tests: TIMES=1."""
    return " (%.2f s)" % (time.monotonic() - began) \
            if os.environ.get("TIMES") else ""


def environment(home, more):
    env = {key: os.environ[key] for key in KEPT if key in os.environ}
    env.update({"HOME": home, "XDG_RUNTIME_DIR": home,
        "XDG_STATE_HOME": home, "LC_ALL": "C",
            "TMPDIR": home})
    for key, value in (more or {}).items():
        env[key] = str(value)
    return env


def check_run(run, by_signal=False, bug=False):
    """What holds of every run; bug: 70 may be right."""
    for text in ("AddressSanitizer", "LeakSanitizer", "runtime error:"):
        expect(text not in run.err, text)
    expect(bug or run.status != 70 or "-o" in run.args,
        "status 70: a bug in the program")
    expect(by_signal or run.status >= 0, "ended by signal %d" % -run.status)
    for value in _secrets:
        for form in _forms(value):
            expect(form not in run.out, "a secret stands in stdout")
            expect(form not in run.err, "a secret stands in stderr")
    for line in run.err.splitlines():
        expect(line.startswith("dnsfollow: "),
                "a line of stderr without the name: %r" % line)


def _forms(value):
    data = value.encode()
    forms = {value, urllib.parse.quote(value, safe=""),
            urllib.parse.quote_plus(value), data.hex(),
            json.dumps(value)[1:-1]}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for lead in range(3):
            # Inside a longer text the value may start at any of
            # three places of a group; the ends mix with neighbours.
            text = encode(b"\0" * lead + data).decode().rstrip("=")
            forms.add(text[4 if lead else 0:-4])
    return {form for form in forms if len(form) >= 8}


def _check_report(report, status):
    expect(isinstance(report, dict), "the report is no object")
    expect_equal(report.get("version"), 1, "version")
    expect(str(report.get("program", "")).startswith("dnsfollow/"),
            "program is %r" % report.get("program"))
    expect_equal(report.get("exit"), status, "exit")
    expect(report.get("result") in RESULTS,
            "result is %r" % report.get("result"))
    for name, type in (("dry_run", bool), ("elapsed_ms", int),
            ("addresses", list), ("records", list), ("errors", list)):
        expect(isinstance(report.get(name), type),
                "%s is %r" % (name, report.get(name)))
    time.strptime(report["time"], "%Y-%m-%dT%H:%M:%SZ")
    for record in report["records"]:
        _check_record(record)
    for error in report["errors"]:
        _check_error(error)


def _check_record(record):
    for name in ("name", "type", "provider", "zone", "id", "before",
            "after", "ttl", "status", "difference", "ms", "error"):
        expect(name in record, "a record without " + name)
    expect(record["status"] in STATUSES, "status is %r" % record["status"])
    expect(isinstance(record["before"], list)
            and isinstance(record["after"], list), "before, after: no lists")
    if record["error"] is not None:
        _check_error(record["error"])


def _check_error(error):
    expect(isinstance(error, dict), "an error is no object")
    for name in ("code", "exit", "message"):
        expect(name in error, "an error without " + name)


def _line(why):
    return " ".join(str(why).split())[:700]


def _indent(text):
    return "\n".join("    " + line for line in text.rstrip().splitlines())
