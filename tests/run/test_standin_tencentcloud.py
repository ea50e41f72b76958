#!/usr/bin/env -S python3 -B
"""The tencentcloud stand-in, proved by the vendor's signature vectors and by
curl, which spoils one thing at a time."""

import json
import socket
import time

from certificates import certificates
from curl import curl
from harness import cases, expect_equal, main, test
from message import Request
from services import tc3
from services.tencentcloud import TencentCloud, VERSION
from standin import Server

ID, KEY = "TESTEXAMPLESECRETID", "TestExampleSecretKeyNotReal00000"
THEN = 1767323045   # 2026-01-02T03:04:05Z
HOST, TYPE = "dnspod.tencentcloudapi.com", "application/json"
TWO, THREE = ["content-type", "host"], ["content-type", "host", "x-tc-action"]
DESCRIBE = '{"Domain":"example.com","Subdomain":"home","RecordType":"AAAA",' \
    '"ErrorOnEmpty":"no","Offset":0,"Limit":100}'


def request_of(action, body, host=HOST, type=TYPE):
    return Request("POST", "/", [("host", host), ("content-type", type),
            ("x-tc-action", action)], body.encode(), socket.AF_INET, 1)


@cases(
    documented=("DescribeInstances", r'{"Limit": 1, "Filters": [{"Values": '
    r'["\u672a\u547d\u540d"], "Name": "instance-name"}]}', THREE,
    "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
    "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
    "cvm", "*" * 32, 1551113065, TYPE + "; charset=utf-8"),
    describe=("DescribeRecordList", DESCRIBE, TWO,
    "c0ee50163273dfbc7fb239817967be298661671980ce2304d292b907d9885e89",
    "be40bf58a21bd1b3e7f6433cb4def4cec11f85c59e791a176b02294dc5d7d143"),
    describe_with_action=("DescribeRecordList", DESCRIBE, THREE,
    "d8479efed03ca24f6ba28e8856585bd314c8906d299a80f062b816d7cbff4933",
    "a8939a7cd8401f6f72c5efb0f3a731804cf1e5da2b50f8110529df50c71a4751"),
    create=("CreateRecord", '{"Domain":"example.com","SubDomain":"@",'
    '"RecordType":"AAAA","RecordLine":"默认","Value":"2001:db8::1",'
    '"TTL":600}', TWO,
    "7a22b01668063aeda5f80e76f6b46a46cd8c19220fdb62dd36cd0f7393ad6e91",
    "162d2ccee96b91ef3ebe9c18a43225edf954a3fccf34e683ceeadec145494c85"),
    modify=("ModifyRecord", '{"Domain":"example.com","RecordId":162,'
    '"SubDomain":"home","RecordType":"A","RecordLine":"默认",'
    '"Value":"192.0.2.7","TTL":600}', TWO,
    "485f7e5b9063d0f6ac9b74400bb5840fd5d4263419ce5f14cd513f5f909ca63f",
    "f0b2598f03e09fb759b2f47f65f8733d9157e4f6f11e39b028653429bbe0566a"))
def tc3_vector(action, body, names, hash, wanted, service="dnspod", key=KEY,
    then=THEN, type=TYPE):
    text = tc3.canonical(request_of(action, body, "%s.tencentcloudapi.com"
            % service, type), names)
    expect_equal(tc3.string_to_sign(service, then, text).split("\n")[3],
            hash, "hash of the request")
    expect_equal(tc3.sign(key, service, then, text), wanted, "signature")


def call(server, action, given, key=KEY, id=ID, age=0, service="dnspod",
    names=THREE, host=None, signed_body=None, signed_action=None, date=None,
    send=(), drop=(), form="%s Credential=%s/%s/%s/tc3_request, "
    "SignedHeaders=%s, Signature=%s", path="/", type=TYPE):
    """A signed call by curl; each argument spoils one thing."""
    body = given if isinstance(given, str) else json.dumps(given)
    then = int(time.time()) - age
    request = request_of(signed_action or action, body if signed_body is None
            else signed_body, host or "127.0.0.1:%d" % server.port, type)
    request.path = path
    mac = tc3.sign(key, service, then, tc3.canonical(request,
            [name for name in names if request.header(name)]))
    headers = {"X-TC-Action": action, "X-TC-Version": VERSION,
            "X-TC-Timestamp": str(then), "Content-Type": type,
            "Authorization": form % (tc3.ALGORITHM, id, date
            or tc3.utc_date(then), service, ";".join(names), mac)}
    headers.update(send)
    arguments = ["-X", "POST", "--data-binary", body]
    for name, value in headers.items():
        if name not in drop:
            arguments += ["-H", "%s: %s" % (name, value)]
    status, answer = curl(server.url(path), *arguments)
    expect_equal(status, 200, "HTTP status")
    return json.loads(answer)["Response"]


def code(answer):
    expect_equal(bool(answer.get("RequestId")), True, "RequestId")
    return answer.get("Error", {}).get("Code", "")


def vendor_server(**more):
    server = Server(certificates().good)
    vendor = server.mount("/", TencentCloud(ID, KEY, **more))
    vendor.add_zone("example.com")
    vendor.add_zone("other.com", mine=False)
    for name in ("home", "myhome", "home2"):
        vendor.add_record("example.com", name, "A", "192.0.2.1")
    return server, vendor


FORM, SIGNATURE = "AuthFailure.InvalidAuthorization", \
    "AuthFailure.SignatureFailure"
YESTERDAY = tc3.utc_date(time.time() - 86400)


@cases(right=("", {}), two_headers=("", {"names": TWO}),
    key=(SIGNATURE, {"key": "Wrong"}),
    id=("AuthFailure.SecretIdNotFound", {"id": "AKIDSomebodyElse"}),
    old=("AuthFailure.SignatureExpire", {"age": 320}),
    early=("AuthFailure.SignatureExpire", {"age": -320}),
    old_but_good=("", {"age": 280}),
    host=(SIGNATURE, {"host": HOST}),
    body=(SIGNATURE, {"signed_body": "{}"}),
    action=(SIGNATURE, {"signed_action": "CreateRecord"}),
    action_unsigned=("", {"signed_action": "CreateRecord", "names": TWO}),
    date=(FORM, {"date": YESTERDAY}), service=(FORM, {"service": "cvm"}),
    commas=(FORM, {"form": "%s Credential=%s/%s/%s/tc3_request,"
    "SignedHeaders=%s,Signature=%s"}),
    without_host=(FORM, {"names": ["content-type", "x-tc-action"]}),
    without_type=(FORM, {"names": ["host", "x-tc-action"]}),
    disorder=(FORM, {"names": ["host", "content-type"]}),
    not_sent=(FORM, {"names": TWO + ["x-tc-region"]}),
    unsigned=(FORM, {"drop": ["Authorization"]}),
    no_time=("MissingParameter", {"drop": ["X-TC-Timestamp"]}),
    no_action=("InvalidAction", {"drop": ["X-TC-Action"], "names": TWO}),
    no_version=("NoSuchVersion", {"drop": ["X-TC-Version"]}),
    token=("AuthFailure.TokenFailure", {"send": {"X-TC-Token": "x"}}),
    type=("UnsupportedProtocol", {"type": "text/plain"}),
    path=("UnsupportedProtocol", {"path": "/x"}))
def tencentcloud_signature(wanted, spoil):
    server, vendor = vendor_server()
    with server:
        expect_equal(code(call(server, "DescribeRecordList",
                {"Domain": "example.com"}, **spoil)), wanted, "code")


@cases(right=("", "x"), wrong=("AuthFailure.TokenFailure", "y"),
    missing=("AuthFailure.TokenFailure", None))
def tencentcloud_token(wanted, sent):
    server, vendor = vendor_server(token="x")
    with server:
        expect_equal(code(call(server, "DescribeRecordList",
                {"Domain": "example.com"}, send={"X-TC-Token": sent}
                if sent else {})), wanted, "code")


@test
def tencentcloud_policy():
    server, vendor = vendor_server()
    vendor.forbidden = {"DeleteRecord"}
    with server:
        expect_equal(code(call(server, "DeleteRecord", {"Domain":
                "example.com", "RecordId": 1})), "UnauthorizedOperation",
                "code")


@cases(exact=({"Subdomain": "home"}, ["home"]),
    all=({}, ["home", "myhome", "home2"]),
    page=({"Limit": 2}, ["home", "myhome"]),
    next_page=({"Limit": 2, "Offset": 2}, ["home2"]),
    type=({"Subdomain": "home", "RecordType": "A"}, ["home"]),
    line=({"RecordLineId": "0", "Offset": 1}, ["myhome", "home2"]),
    empty=({"Subdomain": "x", "ErrorOnEmpty": "no"}, []),
    no_data=({"Subdomain": "x"}, "ResourceNotFound.NoDataOfRecord"),
    other_line=({"RecordLine": "电信"}, "ResourceNotFound.NoDataOfRecord"),
    beyond=({"Offset": 3}, "ResourceNotFound.NoDataOfRecord"),
    limit=({"Limit": 3001}, "InvalidParameterValue.LimitInvalid"),
    offset=({"Offset": -1}, "InvalidParameter.OffsetInvalid"),
    spelled=({"SubDomain": "home"}, "UnknownParameter"),
    text=({"Limit": "2"}, "InvalidParameter"),
    not_mine=({"Domain": "other.com"}, "FailedOperation.NotDomainOwner"),
    unknown=({"Domain": "home.example.com"},
    "InvalidParameterValue.DomainNotExists"),
    bare=({"Domain": "com"}, "InvalidParameter.DomainInvalid"))
def tencentcloud_list(given, wanted):
    server, vendor = vendor_server()
    with server:
        answer = call(server, "DescribeRecordList",
                {"Domain": "example.com", **given})
    if isinstance(wanted, str):
        expect_equal(code(answer), wanted, "code")
    else:
        expect_equal([record["Name"] for record in answer["RecordList"]],
                wanted, "names")


A = {"Domain": "example.com", "SubDomain": "home", "RecordType": "A",
    "RecordLine": "默认", "Value": "192.0.2.2", "TTL": 600}


@cases(created=({}, ""), same=({"Value": "192.0.2.1"},
    "InvalidParameter.DomainRecordExist"),
    value=({"Value": "192.0.2.x"}, "InvalidParameter.RecordValueInvalid"),
    alias=({"RecordType": "CNAME"}, "InvalidParameter.CustomMessage"),
    line=({"RecordLine": "Default"}, "InvalidParameter.RecordLineInvalid"),
    line_id_first=({"RecordLine": "Default", "RecordLineId": "0"}, ""),
    short=({"TTL": 599}, "LimitExceeded.RecordTtlLimit"),
    long=({"TTL": 604801}, "LimitExceeded.RecordTtlLimit"),
    weight=({"Weight": 101}, "InvalidParameter.InvalidWeight"),
    no_weight=({"Weight": None}, "InvalidParameter"),
    status=({"Status": "enable"}, "InvalidParameter.StatusCodeInvalid"),
    name=({"SubDomain": "a..b"}, "InvalidParameter.SubdomainInvalid"),
    no_line=({"RecordLine": ...}, "MissingParameter"),
    list=("[]", "InvalidParameter"), page=("<html>", "InvalidParameter"))
def tencentcloud_create(given, wanted):
    server, vendor = vendor_server()
    if not isinstance(given, str):
        given = {key: value for key, value in {**A, **given}.items()
                if value is not ...}
    with server:
        expect_equal(code(call(server, "CreateRecord", given)), wanted,
                "code")
    expect_equal(len(vendor.find("home.example.com")), 2 if wanted == ""
            else 1, "records")


@test
def tencentcloud_has_a_quota():
    server, vendor = vendor_server()
    vendor.roll = 1
    with server:
        expect_equal(code(call(server, "CreateRecord", A)),
                "LimitExceeded.SubdomainRollLimit", "code")


def modified(**given):
    """What a change makes of a record that has everything."""
    server, vendor = vendor_server()
    id = vendor.add_record("example.com", "full", "A", "192.0.2.9",
            ttl=900, status="DISABLE", weight=20, remark="mine")
    with server:
        answer = call(server, "ModifyRecord", {"Domain": "example.com",
                "RecordType": "A", "RecordLine": "默认", "RecordId": id,
                "Value": "192.0.2.2", **given})
    expect_equal((code(answer), answer.get("RecordId")), ("", id), "answer")
    record = next(record for record in vendor.records
            if record["RecordId"] == id)
    return [record[key] for key in ("Name", "Value", "TTL", "Weight",
            "Status", "Remark")]


@test
def tencentcloud_change_resets():
    expect_equal(modified(), ["@", "192.0.2.2", 600, None, "ENABLE",
            "mine"], "record")
    expect_equal(modified(SubDomain="full", TTL=900, Weight=20,
            Status="DISABLE", Remark=""), ["full", "192.0.2.2", 900, 20,
            "DISABLE", ""], "record")


@test
def tencentcloud_counts_needless_changes():
    server, vendor = vendor_server()
    id = vendor.find("home.example.com")[0]["RecordId"]
    with server:
        for value, wanted in (("192.0.2.2", 0), ("192.0.2.2", 1)):
            call(server, "ModifyRecord", {**A, "RecordId": id,
                    "Value": value})
            expect_equal(vendor.needless, wanted, "needless changes")


@cases(gone=({"RecordId": 1}, "InvalidParameter.RecordIdInvalid"),
    text=({"RecordId": "1"}, "InvalidParameter"),
    right=({}, ""))
def tencentcloud_delete(given, wanted):
    server, vendor = vendor_server()
    id = vendor.find("home.example.com")[0]["RecordId"]
    with server:
        expect_equal(code(call(server, "DeleteRecord", {"Domain":
                "example.com", "RecordId": id, **given})), wanted, "code")
    expect_equal(len(vendor.find("home.example.com")),
            0 if wanted == "" else 1, "records")


main()
