"""sdkhmac - verifies a request's SDK-HMAC-SHA256 signature.

Everything is derived from the request as it came over the line. The path is
signed with a slash at its end, which must not be sent.
"""

import hashlib
import hmac
import re
import time

from services.sigv4 import encode, seconds

WINDOW = 15 * 60
FORM = re.compile(r"SDK-HMAC-SHA256 Access=([^,\s]+), "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})")


class Wrong(Exception):
    """What the gateway says of it."""


def verify(request, key_id, secret, token=None, skew=0):
    given = FORM.fullmatch(request.header("authorization", ""))
    if given is None:
        raise Wrong("Authorization format is incorrect")
    id, names, signature = given.group(1), given.group(2).split(";"), \
            given.group(3)
    must = {key for key, _ in request.headers if key in ("host",
            "content-type", "x-sdk-date", "x-security-token")} \
            | {"host", "x-sdk-date"}
    if names != sorted(must):
        raise Wrong("signed %s, must be %s" % (names, sorted(must)))
    try:
        late = time.time() + skew - seconds(request.header("x-sdk-date", ""))
    except ValueError:
        raise Wrong("x-sdk-date not found")
    if abs(late) > WINDOW:
        raise Wrong("signature expired")
    if id != key_id or request.header("x-security-token") != token:
        raise Wrong("Get secretKey failed,ak:%s" % id)
    if request.path.endswith("/") or not hmac.compare_digest(signature,
            sign(secret, request, names)):
        raise Wrong("verify aksk signature fail")


def sign(secret, request, names):
    text = "\n".join([request.method, request.path + "/",
            "&".join("%s=%s" % pair for pair in sorted((encode(key),
            encode(value)) for key, value in request.pairs)),
            "".join("%s:%s\n" % (name, request.header(name).strip())
            for name in names), ";".join(names),
            hashlib.sha256(request.body).hexdigest()])
    return hmac.new(secret.encode(), "\n".join(["SDK-HMAC-SHA256",
            request.header("x-sdk-date"),
            hashlib.sha256(text.encode()).hexdigest()]).encode(),
            hashlib.sha256).hexdigest()
