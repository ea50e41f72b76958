"""igd - a UPnP Internet Gateway Device: it answers searches, describes itself
and tells its external address. Requests that are not as the UPnP Device
Architecture has them go into `bad` and get no good answer."""

import contextlib
import http.server
import re
import socket
import struct
import threading
import time
import xml.etree.ElementTree

GROUP, PORT = "239.255.255.250", 1900
DEVICE = "urn:schemas-upnp-org:device:InternetGatewayDevice:1"
SERVICE = "urn:schemas-upnp-org:service:WANIPConnection:1"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
TARGETS = (DEVICE, SERVICE, "upnp:rootdevice", "ssdp:all")

DESCRIPTION = """<?xml version="1.0"?>
<root xmlns="urn:schemas-upnp-org:device-1-0">
<specVersion><major>1</major><minor>0</minor></specVersion>{base}
<device><deviceType>%s</deviceType><friendlyName>Test</friendlyName>
<manufacturer>Test</manufacturer><modelName>Test</modelName>
<UDN>uuid:00000000-0000-0000-0000-000000000001</UDN>
<serviceList><service>
<serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType>
<serviceId>urn:upnp-org:serviceId:L3Forwarding1</serviceId>
<SCPDURL>/L3F.xml</SCPDURL><controlURL>/ctl/L3F</controlURL>
<eventSubURL>/evt/L3F</eventSubURL></service></serviceList>
<deviceList><device>
<deviceType>urn:schemas-upnp-org:device:WANDevice:1</deviceType>
<serviceList><service>
<serviceType>urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1
</serviceType>
<serviceId>urn:upnp-org:serviceId:WANCommonIFC1</serviceId>
<SCPDURL>/WANCfg.xml</SCPDURL><controlURL>/ctl/CmnIfCfg</controlURL>
<eventSubURL>/evt/CmnIfCfg</eventSubURL></service></serviceList>
<deviceList><device>
<deviceType>urn:schemas-upnp-org:device:WANConnectionDevice:1</deviceType>
<serviceList><service><serviceType>{service}</serviceType>
<serviceId>urn:upnp-org:serviceId:WANIPConn1</serviceId>
<SCPDURL>/WANIPCn.xml</SCPDURL><controlURL>{control}</controlURL>
<eventSubURL>/evt/IPConn</eventSubURL></service></serviceList>
</device></deviceList></device></deviceList></device></root>
""" % DEVICE

ANSWER = """<?xml version="1.0"?>
<s:Envelope xmlns:s="%s" s:encodingStyle="%s"><s:Body>%%s</s:Body></s:Envelope>
""" % (SOAP, ENCODING)
FAULT = ANSWER % """<s:Fault><faultcode>s:Client</faultcode>
<faultstring>UPnPError</faultstring><detail>
<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>%d</errorCode>
<errorDescription>no</errorDescription></UPnPError></detail></s:Fault>"""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that goes away in the middle is what some tests want."""


class Igd:
    """A router at the address, which it may have in another network: `there`
    is then a context manager that leads into it."""

    def __init__(self, address, says="203.0.113.7",
            there=contextlib.nullcontext, port=0):
        self.address, self.says, self.service = address, says, SERVICE
        self.control, self.base, self.location = "/ctl/IPConn", "", None
        self.page, self.answer, self.delay = None, None, 0
        self.deaf, self.forge = False, None
        self.searches, self.requests, self.bad = [], [], []
        with there():
            self._http = _Server((address, port), self._handler())
            self._unicast = self._socket(address)
            self._group = self._socket(GROUP)
            self._group.setsockopt(socket.IPPROTO_IP,
                socket.IP_ADD_MEMBERSHIP, struct.pack("4s4s",
                socket.inet_aton(GROUP), socket.inet_aton(address)))
        self.url = "http://%s:%d" % self._http.server_address
        self._threads = [threading.Thread(target=work, daemon=True)
            for work in (lambda: self._http.serve_forever(0.02),
            lambda: self._hear(self._unicast, False),
            lambda: self._hear(self._group, True))]
        for thread in self._threads:
            thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._http.shutdown()
        self._http.server_close()
        for line in self._unicast, self._group:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        for thread in self._threads:
            thread.join()

    @staticmethod
    def _socket(address):
        line = socket.socket(type=socket.SOCK_DGRAM)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind((address, PORT))
        return line

    def _hear(self, line, grouped):
        while True:
            try:
                data, sender = line.recvfrom(65536)
            except OSError:
                return
            if sender is None:
                return
            target = self._judge_search(data, grouped)
            if target is None:
                self.bad.append(data)
                continue
            self.searches.append(target)
            if self.forge:
                self.forge(sender)
            if target in TARGETS and not self.deaf:
                # From its own address and port, whoever was asked.
                self._unicast.sendto(self._found(target), sender)

    def _judge_search(self, data, grouped):
        """The target of a search that is as it should be."""
        lines = data.decode("ascii", "replace").split("\r\n")
        if lines[0] != "M-SEARCH * HTTP/1.1" or lines[-2:] != ["", ""]:
            return None
        fields = dict(re.fullmatch("([A-Z]+): (.*)", line).groups()
            for line in lines[1:-2] if re.fullmatch("[A-Z]+: .*", line))
        host = GROUP if grouped else self.address
        wanted = {"HOST": "%s:%d" % (host, PORT), "MAN": '"ssdp:discover"',
            "ST": fields.get("ST")}
        if grouped:             # 1.3.2: MX for the group, and not for one
            wanted["MX"] = fields.get("MX")
            if not re.fullmatch("[1-5]", wanted["MX"] or ""):
                return None
        return fields["ST"] if fields == wanted \
            and len(fields) == len(lines) - 3 else None

    def _found(self, target):
        return ("HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: %s\r\n"
            "USN: uuid:00000000-0000-0000-0000-000000000001::%s\r\nEXT:\r\n"
            "SERVER: Test/1.0 UPnP/1.1 Test/1.0\r\nLOCATION: %s\r\n\r\n"
            % (target, target, self.location or self.url
            + "/rootDesc.xml")).encode()

    def _handler(self):
        igd = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                igd._get(self)

            def do_POST(self):
                igd._post(self)

            def log_message(self, *_):
                pass

            def say(self, status, text, *headers):
                body = text if isinstance(text, bytes) else text.encode()
                time.sleep(igd.delay)
                self.send_response(status)
                self.send_header("Content-Type", 'text/xml; charset="utf-8"')
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers:
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

        return Handler

    def _arrived(self, asked):
        """Whether it is meant for us, as RFC 9112 wants it."""
        self.requests.append("%s %s" % (asked.command, asked.path))
        if asked.headers["Host"] == "%s:%d" % self._http.server_address \
                and asked.request_version == "HTTP/1.1" \
                and "Authorization" not in asked.headers:
            return True
        self.bad.append(str(asked.headers))
        asked.say(400, "")
        return False

    def _get(self, asked):
        if not self._arrived(asked):
            return
        if asked.path != "/rootDesc.xml":
            self.bad.append(asked.path)
            asked.say(404, "")
        elif self.page is not None:
            asked.say(*self.page)
        else:
            asked.say(200, DESCRIPTION.format(base=self.base,
                service=self.service, control=self.control))

    def _post(self, asked):
        body = asked.rfile.read(int(asked.headers["Content-Length"] or 0))
        if not self._arrived(asked):
            return
        action = self._judge_action(asked, body)
        if action is None:
            self.bad.append(body)
            asked.say(500, FAULT % 401)
        elif action == "GetExternalIPAddress":
            asked.say(*self.answer or (200, self._response(action,
                NewExternalIPAddress=self.says)))
        elif action == "GetStatusInfo":
            asked.say(200, self._response(action, NewConnectionStatus=
                "Connected", NewLastConnectionError="ERROR_NONE",
                NewUptime="86400"))
        else:
            asked.say(500, FAULT % 401)

    def _judge_action(self, asked, body):
        """The action that header and body agree about."""
        match = re.fullmatch('"%s#([A-Za-z]+)"' % re.escape(self.service),
            asked.headers["SOAPAction"] or "")
        if asked.path != "/ctl/IPConn" or not match or not re.fullmatch(
                'text/xml(; ?charset="utf-8")?',
                asked.headers["Content-Type"] or "", re.IGNORECASE):
            return None
        try:
            envelope = xml.etree.ElementTree.fromstring(body)
        except xml.etree.ElementTree.ParseError:
            return None
        good = envelope.tag == "{%s}Envelope" % SOAP \
            and envelope.get("{%s}encodingStyle" % SOAP) == ENCODING \
            and [part.tag for part in envelope] == ["{%s}Body" % SOAP] \
            and [part.tag for part in envelope[0]] == [
                "{%s}%s" % (self.service, match[1])]
        return match[1] if good else None

    def _response(self, action, **values):
        return ANSWER % '<u:%sResponse xmlns:u="%s">%s</u:%sResponse>' % (
            action, self.service, "".join("<%s>%s</%s>" % (name, value, name)
            for name, value in values.items()), action)
