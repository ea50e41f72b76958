"""netcup - the JSON interface of that vendor's customer control panel.

Strict: everything is a POST to one URL, with the members of its action and no
others, and a session that a login gave. A write is refused whole if one of its
records is; a record that is changed or removed must be named as it is. Errors
are counted, since too many of them lock the user out; a wrong key is told that
these were too many requests.
"""

from message import Response
from harness import secret
from services.strict import answer, canonical, expect_members, json_of
from services.zones import Zones

PATH = "/run/webservice/servers/endpoint.php"
ACTIONS = {"login": {"apipassword": str}, "infoDnsRecords": {"domainname":
    str}, "updateDnsRecords": {"domainname": str, "dnsrecordset": dict}}
RECORD = {"hostname": str, "type": str, "destination": str,
    "deleterecord": bool}
OTHERS = {"id": str, "priority": str, "state": str}


class Fail(Exception):
    def __init__(self, code, message):
        self.code, self.message = code, message


class NetCup(Zones):
    def __init__(self, number, key, password):
        super().__init__()
        self.number, self.key, self.password = number, key, password
        self._logins, self._errors = [], []
        self._spoilt = 0        # sessions that will not be taken
        self._keeps = False     # it removes nothing

    def reads(self, request):
        return b'"updateDnsRecords"' not in request.body

    def handle(self, request):
        if (request.method, request.path, request.raw_query) != ("POST", PATH,
                "JSON"):
            return Response(404, "<html>not found</html>", "text/html")
        body = json_of(request)
        expect_members(body, {"action": str, "param": dict})
        try:
            return self._say(body["action"], 2000, "", self._act(
                    body["action"], body["param"]))
        except ValueError as why:
            fail = Fail(4013, "Value does not match: %s" % why)
        except Fail as why:
            fail = why
        self._errors.append(fail.message)
        return self._say(body["action"], fail.code, fail.message, "")

    def _say(self, action, code, message, data):
        return answer({"serverrequestid": "fake", "clientrequestid": "",
                "action": action, "status": "success" if code == 2000 else
                "error", "statuscode": code, "shortmessage": "fake",
                "longmessage": message, "responsedata": data})

    def _act(self, action, param):
        common = {"customernumber": str, "apikey": str}
        if action != "login":
            common["apisessionid"] = str
        expect_members(param, dict(ACTIONS[action], **common))
        if (param["customernumber"], param["apikey"]) != (self.number,
                self.key):
            raise Fail(4013, "More than 180 requests per minute. Please wait "
                    "and retry later.")
        if action == "login":
            return self._login(param)
        if param["apisessionid"] not in self._logins:
            raise Fail(4001, "The session id is not in a valid format.")
        return getattr(self, "_" + action)(param["domainname"], param)

    def _login(self, param):
        if param["apipassword"] != self.password:
            raise Fail(4013, "The API password is wrong.")
        session = secret("TESTEXAMPLE-session-%d" % len(self._logins))
        self._logins.append(session if not self._spoilt else None)
        self._spoilt = max(0, self._spoilt - 1)
        return {"apisessionid": session}

    def _shown(self, zone):
        return [{"id": record["id"], "hostname": record["host"] or "@",
                "type": record["type"], "priority": record.get("priority",
                "0"), "destination": record["value"], "deleterecord": False,
                "state": "yes"} for record in self.records
                if record["zone"] == zone]

    def _infoDnsRecords(self, zone, _):
        if zone not in self.zones:
            raise Fail(5029, "Can not get DNS records for zone. The zone %s "
                    "could not be found." % zone)
        if not self._shown(zone):
            raise Fail(5029, "Can not get DNS records for zone.  The zone "
                    "does not %s contain any DNS records." % zone)
        return {"dnsrecords": self._shown(zone)}

    def _updateDnsRecords(self, zone, param):
        before = [dict(record) for record in self.records]
        expect_members(param["dnsrecordset"], {"dnsrecords": list})
        try:
            for one in param["dnsrecordset"]["dnsrecords"]:
                expect_members(one, RECORD, OTHERS)
                self._write(zone, one)
        except (Fail, ValueError):
            self.records = before
            raise
        return {"dnsrecords": self._shown(zone)}

    def _write(self, zone, one):
        host = "" if one["hostname"] == "@" else one["hostname"]
        record = self.by_id(zone, one["id"]) if "id" in one else None
        if "id" in one and (record is None or (host, one["type"])
                != (record["host"], record["type"])):
            raise Fail(5028, "Can not update (all) DNS records for zone.")
        if one["deleterecord"]:
            if self._keeps or one["destination"] != record["value"]:
                raise Fail(5028, "Can not update (all) DNS records for zone.")
            self.records.remove(record)
            return
        value = canonical(one["type"], one["destination"])
        if not host and one["hostname"] != "@" or self.conflict(zone, host,
                one["type"], value, record):
            raise Fail(5028, "Can not update (all) DNS records for zone.")
        if record is None:
            record = self.add(zone, host, one["type"], value, 0)
        record.update(value=value, priority=one["priority"])
