/*
 * test_sign_tc3 - the vendor's documented vector, requests that the vendor's
 * own SDK sent, and what the provider's function adds to a request.
 */

#include "../../src/exchange.h"
#include "../../src/mem.h"
#include "../../src/settings.h"
#include "../../src/sign.h"
#include "../../src/sign/tc3.h"
#include "../../src/sign/words.h"
#include "../../src/task.h"
#include "check.h"

#define DNSPOD "https://dnspod.tencentcloudapi.com/"
#define ID "TESTEXAMPLESECRETID"
#define SECRET "TestExampleSecretKeyNotReal00000"
#define MASK "********************************"
#define DESCRIBE "{\"Domain\":\"example.com\",\"Subdomain\":\"home\"," \
	"\"RecordType\":\"AAAA\",\"ErrorOnEmpty\":\"no\",\"Offset\":0," \
	"\"Limit\":100}"

/* A vector of DNSPOD: from the body's hash on, what must come of it. */
#define SDK(title, called, sent, names, hash, headers, list, request, mac) \
	{ title, DNSPOD, "application/json", called, sent, \
	    { ID, SECRET, "dnspod", THEN, names, hash, \
	    "POST\n/\n\n" headers "\n" list "\n" hash, \
	    "TC3-HMAC-SHA256\n1767323045\n2026-01-02/dnspod/tc3_request\n" \
	    request, .signature = mac, \
	    .authorization = "TC3-HMAC-SHA256 Credential=" ID \
	    "/2026-01-02/dnspod/tc3_request, SignedHeaders=" list \
	    ", Signature=" mac }, request, \
	    "702a1dad6948220156f80a4010c6827b4a34ebab98b15a0a1d35d4f3e5361037", \
	    "ea4e12b4ea65bc371d29dfdaaf1925aa043195ef5b16f4c11c1c6ff85304e576", \
	    "ed0da0a0cf33287aad7e5db6d861d292f8acaf3745604a76bd87f5d8f4729b82" }
#define TYPE_AND_HOST "content-type:application/json\n" \
	"host:dnspod.tencentcloudapi.com\n"

enum { THEN = 1767323045 };	/* 2026-01-02T03:04:05Z */

static const char *const two[] = { "content-type", "host", NULL };
static const char *const three[] = { "content-type", "host", "x-tc-action",
	NULL };
static const char *const disordered[] = { "x-tc-action", "host",
	"content-type", NULL };

static struct arena *arena;

static const struct vector {
	const char *name, *url, *type, *action, *body;
	struct tc3 tc3;		/* what is given, and what must come */
	const char *request_hash, *date_key, *service_key, *signing_key;
} vectors[] = {
	{ "documented", "https://cvm.tencentcloudapi.com/",
	    "application/json; charset=utf-8", "DescribeInstances",
	    "{\"Limit\": 1, \"Filters\": [{\"Values\": "
	    "[\"\\u672a\\u547d\\u540d\"], \"Name\": \"instance-name\"}]}",
	    { "AKID" MASK, MASK, "cvm", 1551113065, three,
	    "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064",
	    "POST\n/\n\ncontent-type:application/json; charset=utf-8\n"
	    "host:cvm.tencentcloudapi.com\nx-tc-action:describeinstances\n\n"
	    "content-type;host;x-tc-action\n"
	    "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064",
	    "TC3-HMAC-SHA256\n1551113065\n2019-02-25/cvm/tc3_request\n"
	    "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
	    .signature =
	    "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
	    .authorization = "TC3-HMAC-SHA256 Credential=AKID" MASK
	    "/2019-02-25/cvm/tc3_request, "
	    "SignedHeaders=content-type;host;x-tc-action, Signature="
	    "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
	    },
	    "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
	    "da98fb70dcf6b112dc21038d1eeeb3a95c74b4dcb12c1131f864f6066bd02be0",
	    "8d70cbefb03939f929db64d32dc2ba89b1095620119fe3e050e2b18c5bd2752f",
	    "b596b923aad85185e2d1f6659d2a062e0a86731226e021e61bfe06f7ed05f5af"
	},
	SDK("SDK's describe", "DescribeRecordList", DESCRIBE, two,
	    "3385a3613fbd546ada4ab6a116b03f93286f21a16a7fdcdd5090718c5775d780",
	    TYPE_AND_HOST, "content-type;host",
	    "c0ee50163273dfbc7fb239817967be298661671980ce2304d292b907d9885e89",
	    "be40bf58a21bd1b3e7f6433cb4def4cec11f85c59e791a176b02294dc5d7d143"),
	SDK("the same with its action", "DescribeRecordList", DESCRIBE, three,
	    "3385a3613fbd546ada4ab6a116b03f93286f21a16a7fdcdd5090718c5775d780",
	    TYPE_AND_HOST "x-tc-action:describerecordlist\n",
	    "content-type;host;x-tc-action",
	    "d8479efed03ca24f6ba28e8856585bd314c8906d299a80f062b816d7cbff4933",
	    "a8939a7cd8401f6f72c5efb0f3a731804cf1e5da2b50f8110529df50c71a4751"),
	SDK("the same, named in any order", "DescribeRecordList", DESCRIBE,
	    disordered,
	    "3385a3613fbd546ada4ab6a116b03f93286f21a16a7fdcdd5090718c5775d780",
	    TYPE_AND_HOST "x-tc-action:describerecordlist\n",
	    "content-type;host;x-tc-action",
	    "d8479efed03ca24f6ba28e8856585bd314c8906d299a80f062b816d7cbff4933",
	    "a8939a7cd8401f6f72c5efb0f3a731804cf1e5da2b50f8110529df50c71a4751"),
	SDK("SDK's create in UTF-8", "CreateRecord",
	    "{\"Domain\":\"example.com\",\"SubDomain\":\"@\",\"RecordType\":"
	    "\"AAAA\",\"RecordLine\":\"\xe9\xbb\x98\xe8\xae\xa4\",\"Value\":"
	    "\"2001:db8::1\",\"TTL\":600}", two,
	    "35813da580af4b0c67150a7d9e01e35f7631b5fbbd6c1c818adad337e1ccc105",
	    TYPE_AND_HOST, "content-type;host",
	    "7a22b01668063aeda5f80e76f6b46a46cd8c19220fdb62dd36cd0f7393ad6e91",
	    "162d2ccee96b91ef3ebe9c18a43225edf954a3fccf34e683ceeadec145494c85"),
	SDK("SDK's modify", "ModifyRecord",
	    "{\"Domain\":\"example.com\",\"RecordId\":162,\"SubDomain\":"
	    "\"home\",\"RecordType\":\"A\",\"RecordLine\":"
	    "\"\xe9\xbb\x98\xe8\xae\xa4\",\"Value\":\"192.0.2.7\","
	    "\"TTL\":600}", two,
	    "517b93d5e9f93fc02cf810cfeedea5b7e6a0c4b37e21ea0f0a9cd5cba39fc657",
	    TYPE_AND_HOST, "content-type;host",
	    "485f7e5b9063d0f6ac9b74400bb5840fd5d4263419ce5f14cd513f5f909ca63f",
	    "f0b2598f03e09fb759b2f47f65f8733d9157e4f6f11e39b028653429bbe0566a"),
};

static struct exchange
request(const char *url, const char *type, const char *action,
    const char *body)
{
	return (struct exchange){ .method = "POST", .url = url, .headers = {
	    { "Content-Type", type }, { "X-TC-Action", action },
	    { "X-TC-Version", "2021-03-23" } }, .n_headers = 3,
	    .n_plain = 3, .body = body, .body_size = strlen(body) };
}

static void
check_step(const struct vector *vector, const char *step, const char *got,
    const char *wanted)
{
	CHECK_TEXT(arena_print(arena, "%s: %s", vector->name, step), got,
	    wanted);
}

static void
check_vector(const struct vector *vector)
{
	const struct tc3 *wanted = &vector->tc3;
	struct task task = { .arena = arena };
	struct exchange x = request(vector->url, vector->type,
	    vector->action, vector->body);
	struct tc3 tc3 = { .id = wanted->id, .secret = wanted->secret,
	    .service = wanted->service, .time = wanted->time,
	    .headers = wanted->headers };

	tc3_compute(&task, &x, &tc3);
	check_step(vector, "body", tc3.body_hash, wanted->body_hash);
	check_step(vector, "request", tc3.request, wanted->request);
	check_step(vector, "its hash", sha256_hex(&task, tc3.request,
	    strlen(tc3.request)), vector->request_hash);
	check_step(vector, "to sign", tc3.to_sign, wanted->to_sign);
	check_step(vector, "SecretDate", digest_hex(&task, &tc3.date_key),
	    vector->date_key);
	check_step(vector, "SecretService", digest_hex(&task,
	    &tc3.service_key), vector->service_key);
	check_step(vector, "SecretSigning", digest_hex(&task,
	    &tc3.signing_key), vector->signing_key);
	check_step(vector, "signature", tc3.signature, wanted->signature);
	check_step(vector, "Authorization", tc3.authorization,
	    wanted->authorization);
}

static struct task
task_with(const char *token, time_t now)
{
	struct settings *settings = settings_new(arena, NULL);

	settings_add(arena, settings, "secret-id", ID, "a test");
	settings_add(arena, settings, "secret-key", SECRET, "a test");
	if (token != NULL)
		settings_add(arena, settings, "session-token", token,
		    "a test");
	return (struct task){ .arena = arena, .settings = settings,
	    .now = now };
}

/* Signs as the provider does; the value of the header that is asked for. */
static const char *
signed_header(const char *url, const char *token, time_t now,
    const char *name)
{
	struct task task = task_with(token, now);
	struct exchange x = request(url, "application/json",
	    "DescribeRecordList", DESCRIBE);

	sign_tc3(&task, &x);
	return header_of(&x, name);
}

static const char *
authorization(const char *url, time_t now)
{
	return signed_header(url, NULL, now, "Authorization");
}

/* What is signed must be what the wire puts into the Host header. */
static void
check_hosts(void)
{
	const char *usual = authorization(DNSPOD, THEN);

	CHECK_TEXT("the scheme's own port is not signed",
	    authorization("https://dnspod.tencentcloudapi.com:443/", THEN),
	    usual);
	CHECK_TEXT("nor is that of http",
	    authorization("http://dnspod.tencentcloudapi.com:80/", THEN),
	    usual);
	CHECK("another port is signed",
	    strcmp(authorization("https://dnspod.tencentcloudapi.com:80/",
	    THEN), usual) != 0);
	CHECK("another host is signed", strcmp(authorization(
	    "https://dnspod.intl.tencentcloudapi.com/", THEN), usual) != 0);
	CHECK_TEXT("a port and an IPv6 address", authorization(
	    "https://[::1]:8443/", THEN),
	    "TC3-HMAC-SHA256 Credential=" ID "/2026-01-02/dnspod/tc3_request, "
	    "SignedHeaders=content-type;host;x-tc-action, Signature="
	    "48f727158d6e57808c0397e3ff8f99d8924d246d0b1cf8e292bb867df3b0cb65");
}

static void
check_signing(void)
{
	const char *usual = authorization(DNSPOD, THEN);

	CHECK_TEXT("signed as documented", usual,
	    vectors[2].tc3.authorization);
	CHECK_TEXT("the time", signed_header(DNSPOD, NULL, THEN,
	    "x-tc-timestamp"), "1767323045");
	CHECK_TEXT("no token", signed_header(DNSPOD, NULL, THEN,
	    "x-tc-token"), NULL);
	CHECK_TEXT("a token", signed_header(DNSPOD, "TestTokenNotReal==",
	    THEN, "X-TC-Token"), "TestTokenNotReal==");
	CHECK_TEXT("it is not signed", signed_header(DNSPOD,
	    "TestTokenNotReal==", THEN, "Authorization"), usual);
	/* 2026-01-01T23:59:59Z, when it is the next day in China. */
	CHECK("the date is that of UTC", strstr(authorization(DNSPOD,
	    THEN - 11046), "/2026-01-01/dnspod/") != NULL);
	CHECK("the next second is the next day", strstr(authorization(DNSPOD,
	    THEN - 11045), "/2026-01-02/dnspod/") != NULL);
}

int
main(void)
{
	size_t i;

	arena = arena_new();
	for (i = 0; i < COUNT(vectors); i++)
		check_vector(&vectors[i]);
	check_signing();
	check_hosts();
	arena_free(arena);
	return check_done();
}
