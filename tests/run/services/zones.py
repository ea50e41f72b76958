"""zones - what stand-ins of those who host zones keep: zones and records."""

from standin import Service


class Names(Service):
    """Of one that keeps zones, and records with a zone and a host below it."""

    apex = "@"      # the host there

    def split(self, name):
        """The name's zone and what stands before it."""
        zone = max((zone for zone in self.zones
                if ("." + name).endswith("." + zone)), key=len)
        return zone, name[:-len(zone)].rstrip(".") or self.apex

    def put(self, name, type, *values, **more):
        for value in values:
            self.add_record(*self.split(name), type, value, **more)


class Zones(Names):
    """A record is a dictionary with zone, host ("" at the apex), type, value,
    ttl and id, and whatever the vendor keeps beside."""

    apex = ""

    def __init__(self):
        self.zones, self.records = [], []
        self.may_write = True
        self._last = 106926650

    def add_zone(self, name):
        self.zones.append(name)

    def put(self, name, type, *values, ttl=3600, **more):
        for value in values:
            self.add(*self.split(name), type, value, ttl, **more)

    def add(self, zone, host, type, value, ttl, **more):
        self._last += 1
        self.records.append(dict({"zone": zone, "host": host, "type": type,
                "value": value, "ttl": ttl, "id": str(self._last)}, **more))
        return self.records[-1]

    def find(self, name, type="A"):
        return [record for record in self.records
                if (record["zone"], record["host"], record["type"])
                == (*self.split(name), type)]

    def values(self, name, type="A"):
        return sorted(record["value"] for record in self.find(name, type))

    def by_id(self, zone, id):
        """The zone's record of that id; None."""
        return next((record for record in self.records
                if (record["zone"], record["id"]) == (zone, id)), None)

    def conflict(self, zone, host, type, value=None, but=None):
        """What stands in the way of such a record: the type of another one,
        "twin" when it is there already; None."""
        for record in self.records:
            if record is but or (record["zone"], record["host"]) \
                    != (zone, host):
                continue
            if (record["type"], record["value"]) == (type, value):
                return "twin"
            if "CNAME" in (record["type"], type):
                return record["type"]
        return None
