"""acs3 - verifies a request's ACS3-HMAC-SHA256 signature.

Everything is derived from the request as it came over the line: parameters
are decoded and encoded anew, and the list of signed headers must be just the
headers that the scheme wants signed.
"""

import calendar
import hashlib
import hmac
import re
import time
import urllib.parse

ALGORITHM = "ACS3-HMAC-SHA256"
WINDOW = 15 * 60
FORM = re.compile(ALGORITHM + r" Credential=([^,\s]+),"
    r"SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})")


class Wrong(Exception):
    def __init__(self, code, message="", status=400):
        self.code, self.message, self.status = code, message, status


def verify(request, key_id, secret, token, skew=0):
    """Returns the nonce, or raises Wrong with the vendor's code."""
    credential, names, signature = _authorization(request)
    _headers(request, names, token)
    _date(request.header("x-acs-date"), skew)
    if credential != key_id:
        raise Wrong("InvalidAccessKeyId.NotFound",
                "Specified access key is not found.", 404)
    text = string_to_sign(canonical(request, names))
    if not hmac.compare_digest(sign(secret, text), signature):
        raise Wrong("SignatureDoesNotMatch", "Specified signature does "
                "not match our calculation. server string to sign is:"
                + text)
    return request.header("x-acs-signature-nonce")


def canonical(request, names):
    pairs = sorted((_encode(key), _encode(value))
            for key, value in request.pairs)
    return "\n".join([request.method, request.path,
            "&".join("%s=%s" % pair for pair in pairs),
            "".join("%s:%s\n" % (name, request.header(name).strip())
            for name in names), ";".join(names),
            hashlib.sha256(request.body).hexdigest()])


def string_to_sign(text):
    return ALGORITHM + "\n" + hashlib.sha256(text.encode()).hexdigest()


def sign(secret, text):
    return hmac.new(secret.encode(), text.encode(),
            hashlib.sha256).hexdigest()


def _authorization(request):
    given = FORM.fullmatch(request.header("authorization", ""))
    if given is None:
        raise Wrong("IncompleteSignature", "Authorization has a wrong form")
    return given.group(1), given.group(2).split(";"), given.group(3)


def _headers(request, names, token):
    must = sorted({key for key, _ in request.headers
            if key in ("host", "content-type") or key.startswith("x-acs-")})
    if names != must:
        raise Wrong("IncompleteSignature", "signed %s, but must be %s"
                % (names, must))
    for name in ("x-acs-action", "x-acs-version", "x-acs-date",
            "x-acs-signature-nonce", "x-acs-content-sha256", "host"):
        if not request.header(name):
            raise Wrong("MissingParameter", name)
    if request.header("x-acs-content-sha256") \
            != hashlib.sha256(request.body).hexdigest():
        raise Wrong("SignatureDoesNotMatch", "the body's hash")
    if "content-type" in names and not request.body:
        raise Wrong("IncompleteSignature", "a type, but no body")
    sent = request.header("x-acs-security-token")
    if token and sent is None:
        raise Wrong("MissingSecurityToken")
    if sent != token:
        raise Wrong("InvalidSecurityToken.Malformed")


def _date(text, skew):
    try:
        then = calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
    except ValueError:
        raise Wrong("InvalidTimeStamp.Format")
    if abs(time.time() + skew - then) > WINDOW:
        raise Wrong("InvalidTimeStamp.Expired",
                "Specified time stamp or date value is expired.")


def _encode(text):
    return urllib.parse.quote(text, safe="-_.~")
