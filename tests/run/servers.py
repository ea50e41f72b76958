"""servers - real DNS servers on loopback, unprivileged, in directories of
their own. Each is ready when its constructor returns, and gone at exit."""

import atexit
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request

import dnsclient
import temporary

ALGORITHMS = ("hmac-md5", "hmac-sha1", "hmac-sha224", "hmac-sha256",
    "hmac-sha384", "hmac-sha512")
SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
WRONG_SECRET = "/////wQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
KEY = ("ddns-sha256", SECRET)
API_KEY = "fake-api-key-0123456789"

ZONE_TEXT = """$TTL 300
@ IN SOA ns1.{zone}. hostmaster.{zone}. ( 2026010100 3600 600 86400 60 )
  IN NS ns1.{zone}.
ns1 IN A 127.0.0.1
home 60 IN A 192.0.2.1
both 60 IN A 192.0.2.1
both 60 IN AAAA 2001:db8::1
many 60 IN A 192.0.2.1
many 60 IN A 192.0.2.2
alias IN CNAME home
"""
READY = "ready.test"
NARROW = "ddns-narrow"  # BIND lets it set the addresses of NARROW_NAME only
NARROW_NAME = "both.example.test"
DYNAMIC = ("example.test", "second.test", "duckdns.org")
STATIC = ("static.test",)


def key_name(algorithm):
    return "ddns-" + algorithm.split("-")[1]


class Process:
    """A server's process: started, awaited, ended by its own id."""

    program = None

    def __init__(self, address="127.0.0.1", port=None):
        if shutil.which(self.program) is None:
            raise RuntimeError(self.program + " is not installed")
        self.directory = temporary.directory(self.program)
        self.address, self.port = address, port or free_port()

    def start(self, *arguments, ready):
        # Systems confine a server to its usual files by its path (AppArmor).
        # A copy may read those of its own directory.
        program = shutil.copy(shutil.which(self.program),
                self.path("server"))
        self.log = os.path.join(self.directory, "log")
        with open(self.log, "wb") as log:
            self._process = subprocess.Popen([program,
                    *arguments], stdin=subprocess.DEVNULL, stdout=log,
                    stderr=log, cwd=self.directory)
        atexit.register(self.stop)
        deadline = time.monotonic() + 15
        while not _holds(ready):
            if self._process.poll() is not None \
                    or time.monotonic() > deadline:
                self.stop()
                with open(self.log, errors="replace") as log:
                    raise RuntimeError("%s did not start:\n%s"
                            % (self.program, log.read()))
            time.sleep(0.02)

    def stop(self):
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def path(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    def values(self, name, type="A"):
        return dnsclient.values(self.port, name, type, self.address)

    def serves(self, zone):
        return bool(dnsclient.ask(self.port, zone, "SOA", self.address,
                timeout=0.2).answer)


class Primary(Process):
    """A primary server whose dynamic zones take updates signed with our
    keys."""

    dynamic, static = DYNAMIC, STATIC

    def write_zones(self):
        for zone in self.dynamic + self.static:
            self.write(zone + ".db", ZONE_TEXT.format(zone=zone))

    def put(self, zone, *records, clear=()):
        dnsclient.put(self.port, zone, KEY, records, clear, self.address)

    def serial(self, zone):
        return dnsclient.serial(self.port, zone, self.address)


class Bind(Primary):
    program = "named"

    def __init__(self, *where):
        super().__init__(*where)
        self.write_zones()
        zones = "".join('zone "%s" { type primary; file "%s.db"; '
                "update-policy { grant %s. name %s. A AAAA; %s }; };\n"
                % (zone, zone, NARROW, NARROW_NAME, " ".join(
                "grant %s. zonesub ANY;" % key_name(algorithm)
                for algorithm in ALGORITHMS)) for zone in self.dynamic)
        zones += "".join('zone "%s" { type primary; file "%s.db"; };\n'
                % (zone, zone) for zone in self.static)
        config = self.write("named.conf", _bind_keys() + """options {
directory "%s"; pid-file none; session-keyfile none;
listen-on port %d { %s; }; listen-on-v6 { none; };
recursion no; dnssec-validation no; allow-query { 127.0.0.1; };
notify no; minimal-responses no;
};
controls { };
%s""" % (self.directory, self.port, self.address, zones))
        self.start("-g", "-n", "1", "-c", config, ready=lambda: all(
                self.serves(zone) for zone in self.dynamic + self.static))

    def key_file(self, algorithm="hmac-sha256", secret=SECRET, mode=0o600):
        path = self.write("%s.key" % algorithm,
                'key "%s" {\n\talgorithm %s;\n\tsecret "%s";\n};\n'
                % (key_name(algorithm), algorithm, secret))
        os.chmod(path, mode)
        return path


class NameServer(Process):
    """Serves zones as they were written, at port 53 of its addresses, and
    writes down what it is asked. zones: name to text."""

    program = "named"

    def __init__(self, *addresses, zones=(), options="recursion no;"):
        super().__init__(addresses[0], 53)
        for zone, text in dict(zones).items():
            self.write("%s.db" % zone, text)
        config = self.write("named.conf", """options {
directory "%s"; pid-file none; session-keyfile none; querylog yes;
listen-on { %s; }; listen-on-v6 { none; };
dnssec-validation no; notify no; empty-zones-enable no; %s
};
controls { };
%s""" % (self.directory, "; ".join(addresses), options, "".join(
                'zone "%s" { type primary; file "%s.db"; };\n'
                % (zone, zone) for zone in zones)))
        self.start("-g", "-n", "1", "-c", config, ready=lambda:
                dnsclient.ask(53, READY, "TXT", self.address, 0.2))

    @property
    def asked(self):
        """(name, type, the address that was asked) of each question."""
        with open(self.log, errors="replace") as log:
            found = re.findall(r": query: (\S+) IN (\S+) \S+ \((\S+)\)",
                    log.read())
        return [(name.lower(), type, address)
                for name, type, address in found if name != READY]


class Knot(Primary):
    program = "knotd"

    def __init__(self, *where):
        super().__init__(*where)
        self.write_zones()
        keys = "".join("  - id: %s\n    algorithm: %s\n    secret: %s\n"
                % (key_name(algorithm), algorithm, SECRET)
                for algorithm in ALGORITHMS)
        zones = "".join("  - domain: %s\n    file: %s.db\n%s"
                % (zone, zone, "    acl: [update]\n"
                if zone in self.dynamic else "")
                for zone in self.dynamic + self.static)
        config = self.write("knot.conf", """server:
    rundir: {directory}
    listen: {address}@{port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: {directory}
log:
  - target: stderr
    any: info
template:
  - id: default
    storage: {directory}
    zonefile-sync: -1
    zonefile-load: difference
    journal-content: all
key:
{keys}acl:
  - id: update
    key: [{names}]
    action: [update, transfer]
zone:
{zones}""".format(directory=self.directory, address=self.address,
                port=self.port, keys=keys, zones=zones,
                names=", ".join(map(key_name, ALGORITHMS))))
        self.start("-c", config, ready=lambda: all(
                self.serves(zone) for zone in self.dynamic + self.static))


class PowerDNS(Process):
    program = "pdns_server"
    SCHEMA = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql"

    def __init__(self):
        super().__init__()
        self.api_port = free_port()
        database = self.path("pdns.sqlite3")
        with open(self.SCHEMA) as schema:
            subprocess.run(["sqlite3", database], stdin=schema,
                    check=True)
        self.write("pdns.conf", """config-dir={directory}
socket-dir={directory}
{modules}local-address=127.0.0.1
local-port={port}
launch=gsqlite3
gsqlite3-database={database}
api=yes
api-key={key}
webserver=yes
webserver-address=127.0.0.1
webserver-port={api_port}
webserver-allow-from=127.0.0.1
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
zone-cache-refresh-interval=0
security-poll-suffix=
version-string=anonymous
""".format(directory=self.directory, port=self.port, database=database,
                key=API_KEY, api_port=self.api_port, modules=_modules()))
        self.start("--config-dir=" + self.directory, "--guardian=no",
                "--daemon=no", "--disable-syslog", "--write-pid=no",
                ready=lambda: self.call("GET", ""))

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.api_port

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.url
                + "/api/v1/servers/localhost" + path, method=method,
                data=json.dumps(body).encode() if body else None,
                headers={"X-API-Key": API_KEY})
        with urllib.request.urlopen(request, timeout=5) as reply:
            text = reply.read()
        return json.loads(text) if text else True

    def add_zone(self, zone, rrsets=(), kind="Native"):
        """rrsets: (name, type, ttl, values)."""
        self.call("POST", "/zones", {"name": zone + ".", "kind": kind,
                "nameservers": [] if kind == "Slave" else
                ["ns1.%s." % zone], "rrsets": [_rrset(*rrset)
                for rrset in rrsets]})

    def patch(self, zone, *rrsets):
        self.call("PATCH", "/zones/%s." % zone, {"rrsets": [
                dict(_rrset(*rrset), changetype="REPLACE")
                for rrset in rrsets]})

    def remove_zone(self, zone):
        self.call("DELETE", "/zones/%s." % zone)

    def rrset(self, zone, name, type):
        found = self.call("GET", "/zones/%s.?rrset_name=%s.&rrset_type=%s"
                % (zone, name, type))["rrsets"]
        return found[0] if found else None

    def serial(self, zone):
        return self.call("GET", "/zones/%s." % zone)["serial"]


class Dnsmasq(Process):
    """Answers from the files of its directory `hosts`, as they change."""

    program = "dnsmasq"

    def __init__(self):
        super().__init__()
        self.hosts = self.path("hosts")
        os.mkdir(self.hosts)
        os.chmod(self.hosts, 0o755)
        self.start("--keep-in-foreground", "--conf-file=/dev/null",
                "--port=%d" % self.port, "--listen-address=127.0.0.1",
                "--bind-interfaces", "--no-resolv", "--no-hosts", "--pid-file",
                "--user=" + _myself(), "--hostsdir=" + self.hosts,
                "--local-ttl=60", "--log-facility=-",
                "--host-record=%s,192.0.2.99" % READY,
                ready=lambda: self.values(READY))


def free_port():
    """A port of 127.0.0.1 that is free for both UDP and TCP."""
    while True:
        with socket.socket() as stream, socket.socket(
                type=socket.SOCK_DGRAM) as datagram:
            stream.bind(("127.0.0.1", 0))
            port = stream.getsockname()[1]
            try:
                datagram.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def wait_for(condition, seconds=3):
    """Whether the condition comes true in that time."""
    deadline = time.monotonic() + seconds
    while not _holds(condition):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _holds(condition):
    try:
        return condition()
    except (OSError, ValueError):
        return False


def _bind_keys():
    return "".join('key "%s." { algorithm %s; secret "%s"; };\n'
            % (name, algorithm, SECRET) for name, algorithm in
            [(NARROW, "hmac-sha256")] + [(key_name(algorithm), algorithm)
            for algorithm in ALGORITHMS])


def _rrset(name, type, ttl, values, disabled=False):
    return {"name": name + ".", "type": type, "ttl": ttl, "records": [
            {"content": value, "disabled": disabled} for value in values]}


def _modules():
    """Where Debian keeps the backends, which depends on the machine."""
    for root, _, files in os.walk("/usr/lib"):
        if "libgsqlite3backend.so" in files:
            return "module-dir=%s\n" % root
    return ""


def _myself():
    import pwd
    return pwd.getpwuid(os.getuid()).pw_name
