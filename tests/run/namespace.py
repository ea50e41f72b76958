"""namespace - a test program in a network of its own, where it says which
names and name servers there are. Needs root, or user namespaces."""

import os
import shlex
import shutil
import subprocess
import sys

import temporary

INSIDE = "DNSFOLLOW_TEST_INSIDE"
HOSTS, RESOLV, SWITCH = "/etc/hosts", "/etc/resolv.conf", \
    "/etc/nsswitch.conf"


def enter(hosts, resolv="", addresses=(), switch=None):
    """Starts this test program again where these texts stand in the files of
    that name, and lo has these addresses besides 127.0.0.0/8 and ::1. Returns
    once we are there."""
    if INSIDE in os.environ:
        return
    steps = ["ip link set lo up"]
    steps += ["ip address add %s dev lo%s" % (address, " nodad"
        if ":" in address else "") for address in addresses]
    steps += ["mount --bind %s %s" % (_file(path, text), path)
        for path, text in ((HOSTS, hosts), (RESOLV, resolv),
        (SWITCH, switch)) if text is not None]
    user = [] if os.getuid() == 0 else ["--map-root-user"]
    sys.exit(subprocess.run(["unshare", *user, "--net", "--mount", "sh", "-c",
        " && ".join(steps) + ' && exec "$0" -B "$@"', sys.executable,
        *sys.argv], env=dict(os.environ, **{INSIDE: "1"})).returncode)


def mounts():
    """Why nothing can be mounted for one run; None: it can."""
    return None if os.getuid() == 0 and shutil.which("unshare") \
        and subprocess.run(["unshare", "--mount", "true"],
        stderr=subprocess.DEVNULL).returncode == 0 \
        else "no mount namespace can be made here"


def with_mounts(command, directory):
    """The words before those of a run which sees what this has mounted; D is
    the directory in it."""
    return ("unshare", "--mount", "sh", "-c", 'D=%s; %s || exit 99; exec "$@"'
        % (shlex.quote(directory), command), "sh")


def resolve_at(*servers):
    """From now on the system asks these name servers."""
    with open(RESOLV, "w") as file:
        for server in servers:
            file.write("nameserver %s\n" % server)


def _file(path, text):
    copy = os.path.join(temporary.directory("names"), os.path.basename(path))
    with open(copy, "w") as file:
        file.write(text)
    return copy
