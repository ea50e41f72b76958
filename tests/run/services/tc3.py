"""tc3 - verifies a request's TC3-HMAC-SHA256 signature.

Everything is derived from the request as it came over the line. As at the
vendor, the client says which headers it signed; some of them it must.
"""

import hashlib
import hmac
import re
import time

ALGORITHM = "TC3-HMAC-SHA256"
WINDOW = 5 * 60
MUST = {"content-type", "host"}
FORM = re.compile(ALGORITHM + r" Credential=([^/,\s]+)/(\d{4}-\d\d-\d\d)/"
    r"([a-z]+)/tc3_request, SignedHeaders=([a-z0-9;-]+), "
    r"Signature=([0-9a-f]{64})")


class Wrong(Exception):
    def __init__(self, code, message=""):
        self.code, self.message = code, message


def verify(request, service, secret_id, secret_key, token=None, skew=0):
    """Raises Wrong with the vendor's code."""
    given = FORM.fullmatch(request.header("authorization", ""))
    if given is None:
        raise Wrong("AuthFailure.InvalidAuthorization",
                "Authorization has a wrong form")
    id, date, scope, names, signature = given.groups()
    then = _time(request, skew)
    if date != utc_date(then) or scope != service:
        raise Wrong("AuthFailure.InvalidAuthorization", "signed for %s %s, "
                "not %s %s" % (date, scope, utc_date(then), service))
    _names(request, names.split(";"))
    if id != secret_id:
        raise Wrong("AuthFailure.SecretIdNotFound",
                "The SecretId is not found.")
    if request.header("x-tc-token") != token:
        raise Wrong("AuthFailure.TokenFailure")
    wanted = sign(secret_key, service, then, canonical(request,
            names.split(";")))
    if not hmac.compare_digest(wanted, signature):
        raise Wrong("AuthFailure.SignatureFailure", "The provided "
                "credentials could not be validated. Please check your "
                "signature is correct.")


def canonical(request, names):
    lines = ["%s:%s\n" % (name, _value(request, name)) for name in names]
    return "\n".join([request.method, request.path, request.raw_query,
            "".join(lines), ";".join(names),
            hashlib.sha256(request.body).hexdigest()])


def sign(secret_key, service, then, text):
    key = ("TC3" + secret_key).encode()
    for part in (utc_date(then), service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, string_to_sign(service, then, text).encode(),
            hashlib.sha256).hexdigest()


def string_to_sign(service, then, text):
    return "\n".join([ALGORITHM, str(then), "%s/%s/tc3_request"
            % (utc_date(then), service),
            hashlib.sha256(text.encode()).hexdigest()])


def utc_date(then):
    return time.strftime("%Y-%m-%d", time.gmtime(then))


def _value(request, name):
    value = request.header(name).strip()
    return value.lower() if name == "x-tc-action" else value


def _time(request, skew):
    text = request.header("x-tc-timestamp", "")
    if not re.fullmatch("[0-9]{1,12}", text):
        raise Wrong("MissingParameter", "X-TC-Timestamp")
    if abs(time.time() + skew - int(text)) > WINDOW:
        raise Wrong("AuthFailure.SignatureExpire", "Signature expired.")
    return int(text)


def _names(request, names):
    if names != sorted(set(names)) or not MUST <= set(names):
        raise Wrong("AuthFailure.InvalidAuthorization",
                "signed headers: %s" % names)
    for name in names:
        if request.header(name) is None:
            raise Wrong("AuthFailure.InvalidAuthorization",
                    "signed, but not sent: " + name)
