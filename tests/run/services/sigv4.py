"""sigv4 - verifies a request's AWS4-HMAC-SHA256 signature.

Everything is derived from the request as it came over the line: parameters are
decoded and encoded anew. As at the vendor, the client says which headers it
signed; some of them it must, and all that begin with x-amz-.
"""

import calendar
import hashlib
import hmac
import re
import time
import urllib.parse

WINDOW = 5 * 60
FORM = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/,\s]+)/(\d{8})/"
    r"([a-z0-9-]+)/([a-z0-9]+)/aws4_request, SignedHeaders=([a-z0-9;-]+), "
    r"Signature=([0-9a-f]{64})")


class Wrong(Exception):
    def __init__(self, code, message, status=403):
        self.code, self.message, self.status = code, message, status


def verify(request, region, service, key_id, secret, token=None, skew=0):
    """Raises Wrong with the vendor's code."""
    if request.header("authorization") is None:
        raise Wrong("MissingAuthenticationToken", "Missing token")
    given = FORM.fullmatch(request.header("authorization"))
    if given is None:
        raise Wrong("IncompleteSignature", "Authorization has a wrong form",
                400)
    id, date, *scope, names, signature = given.groups()
    then = request.header("x-amz-date", "")
    _expect_time(then, skew)
    if scope != [region, service] or date != then[:8]:
        raise Wrong("SignatureDoesNotMatch", "Credential should be scoped to "
                "%s/%s of %s" % (region, service, then[:8]))
    _expect_names(request, names.split(";"))
    if id != key_id or request.header("x-amz-security-token") != token:
        raise Wrong("InvalidClientTokenId",
                "The security token included in the request is invalid.")
    wanted = sign(secret, date, region, service, then,
            canonical(request, names.split(";")))
    if not hmac.compare_digest(wanted, signature):
        raise Wrong("SignatureDoesNotMatch", "The request signature we "
                "calculated does not match the signature you provided.")


def canonical(request, names):
    pairs = sorted((encode(key), encode(value))
            for key, value in request.pairs)
    return "\n".join([request.method, request.path,
            "&".join("%s=%s" % pair for pair in pairs),
            "".join("%s:%s\n" % (name, " ".join(request.header(name).split()))
            for name in names), ";".join(names),
            hashlib.sha256(request.body).hexdigest()])


def sign(secret, date, region, service, then, text):
    key = ("AWS4" + secret).encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, "\n".join(["AWS4-HMAC-SHA256", then,
            "%s/%s/%s/aws4_request" % (date, region, service),
            hashlib.sha256(text.encode()).hexdigest()]).encode(),
            hashlib.sha256).hexdigest()


def seconds(text):
    """Of 20260102T030405Z; ValueError."""
    return calendar.timegm(time.strptime(text, "%Y%m%dT%H%M%SZ"))


def _expect_time(text, skew):
    try:
        late = time.time() + skew - seconds(text)
    except ValueError:
        raise Wrong("IncompleteSignature", "no x-amz-date", 400)
    if abs(late) > WINDOW:
        raise Wrong("SignatureDoesNotMatch", "Signature expired: " + text
                if late > 0 else "Signature not yet current: " + text)


def _expect_names(request, names):
    must = {key for key, _ in request.headers if key == "host"
            or key.startswith("x-amz-")} | {"x-amz-date"}
    if request.body:
        must.add("content-type")
    if names != sorted(set(names)) or not must <= set(names):
        raise Wrong("SignatureDoesNotMatch", "signed headers: %s" % names)
    for name in names:
        if request.header(name) is None:
            raise Wrong("SignatureDoesNotMatch", "not sent: " + name)


def encode(text):
    return urllib.parse.quote(text, safe="-_.~")
