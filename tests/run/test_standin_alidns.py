#!/usr/bin/env -S python3 -B
"""The alidns stand-in, proved by the vendor's signature vectors and by curl."""

import json
import socket
import time

from certificates import certificates
from curl import curl
from harness import cases, expect_equal, main, test
from message import Request
from services import acs3
from services.alidns import Alidns
from standin import Server

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ID, SECRET = "TESTEXAMPLEAKID", "TestExampleSecretNotReal0000"
DATE, NONCE = "2026-01-02T03:04:05Z", "00112233445566778899aabbccddeeff"


def signed_request(action, query, date=DATE, nonce=NONCE, token=None,
    host="alidns.aliyuncs.com", version="2015-01-09"):
    headers = [("host", host), ("x-acs-action", action),
            ("x-acs-content-sha256", EMPTY), ("x-acs-date", date),
            ("x-acs-signature-nonce", nonce), ("x-acs-version", version)]
    if token:
        headers += [("x-acs-accesskey-id", ID),
                ("x-acs-security-token", token)]
    return Request("POST", "/?" + query, headers, b"", socket.AF_INET, 1)


def signature(request, secret):
    names = sorted(key for key, _ in request.headers)
    text = acs3.canonical(request, names)
    return acs3.sign(secret, acs3.string_to_sign(text)), \
            acs3.string_to_sign(text).split("\n")[1]


@cases(
    page_1=("RunInstances", "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_"
    "20230811.vhd&RegionId=cn-shanghai", "2023-10-26T10:22:32Z",
    "3156853299f313e23d1673dc12e1703d",
    "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259",
    "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"),
    page_2=("RunInstances", "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_"
    "20230811.vhd&RegionId=cn-shanghai", "2023-10-26T09:01:01Z",
    "d410180a5abf7fe235dd9b74aca91fc0",
    "29622f5feb1e9fcaaa2e276a72889c975f7b16f00e02be1ca34965b18cd85015",
    "e521358f7776c97df52e6b2891a8bc73026794a071b50c3323388c4e0df64804"))
def acs3_documented(action, query, date, nonce, hash, wanted):
    request = signed_request(action, query, date, nonce,
            host="ecs.cn-shanghai.aliyuncs.com", version="2014-05-26")
    expect_equal(signature(request, "YourAccessKeySecret"), (wanted, hash),
            "signature")


@cases(
    describe=("DescribeSubDomainRecords", "DomainName=example.com&PageNumber="
    "1&PageSize=100&SubDomain=home.example.com&Type=AAAA", None,
    "0a91880887569067dbc7b8252d5a32e3f8f30ff1b0a87bd47cffeba5cd4e89ff",
    "bd69243f5f822b3e4cdb6ae6f2d8d4f43eb2775437b18f410ec3d767a47da6b8"),
    update=("UpdateDomainRecord", "Line=default&RR=%40&RecordId=1234567890&"
    "TTL=600&Type=AAAA&Value=2001%3Adb8%3A%3A1", None,
    "7cfdc195a7e3576c661049fe738594f3092be4ae1419f2ded73d11d47b29ef1c",
    "54be2ff68bfd545e20c632cf324e399062f19fca7bdd84886c7087f0693f5b6f"),
    add_star_bare=("AddDomainRecord", "DomainName=example.com&RR=*&TTL=600&"
    "Type=A&Value=192.0.2.7", "TestStsTokenNotReal==",
    "fa3e061a3a07939428b47c5d8fe5bc62ec70d0cbc1aef043466977d744dbf078",
    "d19e2964cf74bf9fe92acf3f6390a56e1973a7c32de3f42bbb8db66169cf3da6"),
    delete=("DeleteDomainRecord", "RecordId=1234567890", None,
    "52aa5d3c77a2534db79ccf5d5ac5540b385b19a5602a99e9d82c6e2d32725bc3",
    "8ad06ae6fd270d3d21985749670e284420d01c92b67ea5cb0aff56cec6c72771"),
    chinese=("DescribeDomains", "KeyWord=%E4%BE%8B%E5%AD%90.com&PageSize=100&"
    "SearchMode=EXACT", None,
    "82aa567a415fefe3d8172cea9b7fdc23578a9fe8ab2a07b8c203ce2ad9e4a8f7",
    "3cca1c23664174a7f407b2a14fc90636cc2e337ac0d195e035d801346b391fdf"))
def acs3_sdk(action, query, token, hash, wanted):
    request = signed_request(action, query, token=token)
    expect_equal(signature(request, SECRET), (wanted, hash), "signature")


def call(server, action, query, nonce=None, secret=SECRET, headers=(),
    age=0, drop=(), form="%s Credential=%s,SignedHeaders=%s,Signature=%s"):
    """A signed call by curl; each argument spoils one thing."""
    host = "127.0.0.1:%d" % server.port
    date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - age))
    request = signed_request(action, query, date,
            nonce or "%032x" % time.monotonic_ns(), host=host)
    mac = signature(request, secret)[0]
    names = ";".join(sorted(key for key, _ in request.headers))
    arguments = ["-X", "POST", "-H", "Authorization: " + form
            % ("ACS3-HMAC-SHA256", ID, names, mac)]
    for key, value in request.headers[1:]:
        if key not in drop:
            arguments += ["-H", "%s: %s" % (key, value)]
    for header in headers:
        arguments += ["-H", header]
    status, body = curl(server.url("/?" + query), *arguments)
    return status, json.loads(body)


def alidns_server():
    server = Server(certificates().good)
    vendor = server.mount("/", Alidns(ID, SECRET))
    vendor.add_zone("example.com")
    vendor.add_zone("other.com", mine=False)
    for rr in ("home", "myhome", "home2"):
        vendor.add_record("example.com", rr, "A", "192.0.2.1")
    return server, vendor


@test
def alidns_signature_is_checked():
    server, _ = alidns_server()
    query = "DomainName=example.com"
    with server:
        for wanted, spoil in (("", {}), ("SignatureDoesNotMatch",
                {"secret": "Wrong"}), ("InvalidTimeStamp.Expired",
                {"age": 1000}), ("InvalidTimeStamp.Expired", {"age": -1000}),
                ("IncompleteSignature", {"form": "%s Credential=%s, "
                "SignedHeaders=%s, Signature=%s"}), ("IncompleteSignature",
                {"headers": ["x-acs-more: 1"]}), ("IncompleteSignature",
                {"drop": ["x-acs-version"]}), ("InvalidAccessKeyId.NotFound",
                {"form": "%s Credential=X%s,SignedHeaders=%s,Signature=%s"})):
            status, body = call(server, "DescribeDomainInfo", query,
                    **spoil)
            expect_equal(body.get("Code", ""), wanted, str(spoil))
        call(server, "DescribeDomainInfo", query, nonce=NONCE)
        expect_equal(call(server, "DescribeDomainInfo", query,
                nonce=NONCE)[1]["Code"], "SignatureNonceUsed", "a replay")


@test
def alidns_lists():
    server, vendor = alidns_server()
    with server:
        for action, query, wanted in (
                ("DescribeSubDomainRecords", "SubDomain=home.example.com&"
                "DomainName=example.com&Type=A", ["home"]),
                ("DescribeSubDomainRecords", "SubDomain=home.example.com&"
                "Type=AAAA", []),
                ("DescribeDomainRecords", "DomainName=example.com&"
                "RRKeyWord=home", ["home", "myhome", "home2"]),
                ("DescribeDomainRecords", "DomainName=example.com&RRKeyWord="
                "home&SearchMode=COMBINATION&PageSize=500", ["home"]),
                ("DescribeDomainRecords", "DomainName=example.com&PageSize="
                "2&PageNumber=2", ["home2"])):
            status, body = call(server, action, query)
            expect_equal([record["RR"] for record in
                    body["DomainRecords"]["Record"]], wanted, query)
        for query, wanted in (("SubDomain=a.other.com&DomainName="
                "other.com", "IncorrectDomainUser"), ("SubDomain=a.example."
                "org", "InvalidDomainName.NoExist"), ("SubDomain=home."
                "example.com&PageSize=101", "InvalidParameter"),
                ("DomainName=example.com", "MissingParameter")):
            expect_equal(call(server, "DescribeSubDomainRecords",
                    query)[1]["Code"], wanted, query)


@test
def alidns_writes():
    server, vendor = alidns_server()
    id = vendor.find("home.example.com")[0]["RecordId"]
    update = "RecordId=%s&RR=home&Type=A&Value=%s" % (id, "%s")
    with server:
        for action, query, wanted in (
                ("UpdateDomainRecord", update % "192.0.2.1",
                "DomainRecordDuplicate"),
                ("UpdateDomainRecord", update % "192.0.2.2", ""),
                ("UpdateDomainRecord", update % "192.0.2.x",
                "InvalidRR.AValue"),
                ("AddDomainRecord", "DomainName=example.com&RR=home&Type=A&"
                "Value=192.0.2.2", "DomainRecordDuplicate"),
                ("AddDomainRecord", "DomainName=example.com&RR=%40&Type=A&"
                "Value=192.0.2.2&TTL=60", "QuotaExceeded.TTL"),
                ("AddDomainRecord", "DomainName=example.com&RR=home&Type="
                "CNAME&Value=a.test", "DomainRecordConflict"),
                ("DeleteDomainRecord", "RecordId=1",
                "DomainRecordNotBelongToUser"),
                ("DeleteDomainRecord", "RecordId=" + id, "")):
            status, body = call(server, action, query)
            expect_equal(body.get("Code", ""), wanted,
                    action + " " + query)
    expect_equal(vendor.values("home.example.com"), [], "home")


main()
