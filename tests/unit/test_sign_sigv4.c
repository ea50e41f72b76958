/*
 * test_sign_sigv4 - cases of the vendor's own test suite, requests that its SDK
 * signed, and what the provider's function adds to a request.
 */

#include "../../src/exchange.h"
#include "../../src/mem.h"
#include "../../src/settings.h"
#include "../../src/sign.h"
#include "../../src/sign/sigv4.h"
#include "../../src/sign/words.h"
#include "../../src/task.h"
#include "check.h"

#define ID "AKIDEXAMPLE"
#define SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define SUITE "https://example.amazonaws.com/"
#define ROUTE53 "https://route53.amazonaws.com/2013-04-01/"
#define SUITE_TOKEN "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x" \
	"4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/" \
	"qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0w" \
	"q5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkU" \
	"L64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2I" \
	"CCR/oLxBA=="
#define NOTHING \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define OPENING "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" \
	"<ChangeResourceRecordSetsRequest xmlns=" \
	"\"https://route53.amazonaws.com/doc/2013-04-01/\"><ChangeBatch>" \
	"<Changes><Change><Action>"
#define SET(type, value) "</Action><ResourceRecordSet><Name>home.example.com." \
	"</Name><Type>" type "</Type><TTL>300</TTL><ResourceRecords>" \
	"<ResourceRecord><Value>" value "</Value></ResourceRecord>" \
	"</ResourceRecords></ResourceRecordSet></Change></Changes>"
#define CLOSING "</ChangeBatch></ChangeResourceRecordSetsRequest>"
#define HOST "host:route53.amazonaws.com\nx-amz-date:20260102T030405Z\n"
#define SUITE_KEY \
	"938127b5336810ddb6a5d6af445fcac9e371f9ed418ed386b022aed82901be75"
#define KEY "e547e081f4e8dc5f2e0213b10e009586544c668a0d43f6896dea389e656e970a"

enum { SUITE_TIME = 1440938160, THEN = 1767323045 };

static struct arena *arena;

static const struct vector {
	const char *name, *method, *url, *token, *body, *service;
	/* NULL is not known. */
	const char *body_hash, *request, *request_hash, *key, *names, *mac;
} vectors[] = {
	{ "suite", "GET", SUITE, NULL, NULL, "service", NOTHING,
	  "GET\n/\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n"
	  "\nhost;x-amz-date\n" NOTHING,
	  "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
	  SUITE_KEY, "host;x-amz-date",
	  "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
	{ "suite's query order", "GET", SUITE "?Param2=value2&Param1=value1",
	  NULL, NULL, "service", NOTHING, NULL, NULL, SUITE_KEY,
	  "host;x-amz-date",
	  "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
	{ "suite's token", "POST", SUITE, SUITE_TOKEN, NULL, "service",
	  NOTHING, NULL, NULL, SUITE_KEY,
	  "host;x-amz-date;x-amz-security-token",
	  "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead" },
	{ "zones", "GET", ROUTE53
	  "hostedzonesbyname?dnsname=example.com.&maxitems=10", NULL, NULL,
	  "route53", NOTHING, "GET\n/2013-04-01/hostedzonesbyname\n"
	  "dnsname=example.com.&maxitems=10\n" HOST "\nhost;x-amz-date\n"
	  NOTHING,
	  "d55a7425aa7c987111e058cab2771393f2879004ead69cbb8524662847118ad5",
	  KEY, "host;x-amz-date",
	  "d6b226fd5ede0782aa995a1a91664454a85d8bd74f9f3514ace62d581d543fde" },
	{ "an RRset", "GET", ROUTE53 "hostedzone/Z0EXAMPLE/rrset"
	  "?name=home.example.com.&type=AAAA&maxitems=1", NULL, NULL,
	  "route53", NOTHING, "GET\n/2013-04-01/hostedzone/Z0EXAMPLE/rrset\n"
	  "maxitems=1&name=home.example.com.&type=AAAA\n" HOST
	  "\nhost;x-amz-date\n" NOTHING,
	  "1b780dc477b692cf586a85823fa12ac24120571a4d0e45e49cfb7c982df4891d",
	  KEY, "host;x-amz-date",
	  "545ff227953305f86b5126cf0681128d3f65909b0e8fdd1c7123b04cae14b659" },
	{ "a wildcard", "GET", ROUTE53 "hostedzone/Z0EXAMPLE/rrset"
	  "?name=%2A.example.com.&type=A&maxitems=1", NULL, NULL,
	  "route53", NOTHING, "GET\n/2013-04-01/hostedzone/Z0EXAMPLE/rrset\n"
	  "maxitems=1&name=%2A.example.com.&type=A\n" HOST
	  "\nhost;x-amz-date\n" NOTHING,
	  "5fbdde9abcfe6deaa10a72a0e11b3f386c2b685bc37992d91732157a908e47ad",
	  KEY, "host;x-amz-date",
	  "8797f1d738ca3123ca5e4bfea388beae16f8b4733a3845bc57cfa91542070f0d" },
	{ "UPSERT", "POST", ROUTE53 "hostedzone/Z0EXAMPLE/rrset", NULL,
	  OPENING "UPSERT" SET("AAAA", "2001:db8::1")
	  "<Comment>ddns</Comment>" CLOSING, "route53",
	  "dbb408a041a53e0a6822cc94eb68dec77c96fb996bcb9edcc58ad56e203cb79f",
	  "POST\n/2013-04-01/hostedzone/Z0EXAMPLE/rrset\n\n"
	  "content-type:application/xml\n" HOST
	  "\ncontent-type;host;x-amz-date\n"
	  "dbb408a041a53e0a6822cc94eb68dec77c96fb996bcb9edcc58ad56e203cb79f",
	  "e42e3d0a3dbecb9b1bc15aadb0645d82d066277309971323dca0b8c41c622933",
	  KEY, "content-type;host;x-amz-date",
	  "b2a254d0f938866ad35972fa02fa41ef3e957cbc8d22193cdda54a10389b991c" },
	{ "DELETE with a token", "POST", ROUTE53 "hostedzone/Z0EXAMPLE/rrset",
	  "TestSessionTokenNotReal==",
	  OPENING "DELETE" SET("A", "192.0.2.7") CLOSING, "route53",
	  "45565658f04ba158e5da18d329ea8e42af9500cce59afdfbad84bc826ab5a526",
	  "POST\n/2013-04-01/hostedzone/Z0EXAMPLE/rrset\n\n"
	  "content-type:application/xml\n" HOST
	  "x-amz-security-token:TestSessionTokenNotReal==\n"
	  "\ncontent-type;host;x-amz-date;x-amz-security-token\n"
	  "45565658f04ba158e5da18d329ea8e42af9500cce59afdfbad84bc826ab5a526",
	  "3a28f372ad7c6343a4966623da5e6f747e60cd671e290642c5117d732b9d5607",
	  KEY, "content-type;host;x-amz-date;x-amz-security-token",
	  "c435fb8ecc83ef55864e1e1d85e0f29d39f40c1cd5bb71b3d5369ad911a0033d" },
};

static struct exchange
request(const struct vector *vector)
{
	struct exchange x = { .method = vector->method, .url = vector->url,
	    .body = vector->body, .body_size = vector->body == NULL ? 0 :
	    strlen(vector->body) };

	if (vector->body != NULL)
		append(&x, "Content-Type", "application/xml");
	return x;
}

static void
check_step(const struct vector *vector, const char *step, const char *got,
    const char *wanted)
{
	if (wanted != NULL)
		CHECK_TEXT(arena_print(arena, "%s: %s", vector->name, step),
		    got, wanted);
}

static void
check_vector(const struct vector *vector)
{
	bool suite = strcmp(vector->service, "service") == 0;
	const char *date = suite ? "20150830" : "20260102";
	const char *time = suite ? "20150830T123600Z" : "20260102T030405Z";
	const char *scope = arena_print(arena, "%s/us-east-1/%s/aws4_request",
	    date, vector->service);
	struct task task = { .arena = arena };
	struct exchange x = request(vector);
	struct sigv4 v4 = { .id = ID, .secret = SECRET, .region = "us-east-1",
	    .service = vector->service, .time = suite ? SUITE_TIME : THEN };

	append(&x, "X-Amz-Date", time);
	if (vector->token != NULL)
		append(&x, "X-Amz-Security-Token", vector->token);
	sigv4_compute(&task, &x, &v4);
	check_step(vector, "body", v4.body_hash, vector->body_hash);
	check_step(vector, "request", v4.request, vector->request);
	if (vector->request_hash != NULL)
		check_step(vector, "to sign", v4.to_sign, arena_print(arena,
		    "AWS4-HMAC-SHA256\n%s\n%s\n%s", time, scope,
		    vector->request_hash));
	check_step(vector, "key", digest_hex(&task, &v4.signing_key),
	    vector->key);
	check_step(vector, "signature", v4.signature, vector->mac);
	check_step(vector, "Authorization", v4.authorization,
	    arena_print(arena, "AWS4-HMAC-SHA256 Credential=" ID "/%s, "
	    "SignedHeaders=%s, Signature=%s", scope, vector->names,
	    vector->mac));
}

/* Signs as the provider does; the value of the header that is asked for. */
static const char *
signed_header(const struct vector *vector, const char *name)
{
	struct settings *settings = settings_new(arena, NULL);
	struct task task = { .arena = arena, .settings = settings,
	    .now = THEN };
	struct exchange x = request(vector);

	settings_add(arena, settings, "access-key-id", ID, "a test");
	settings_add(arena, settings, "secret-access-key", SECRET, "a test");
	if (vector->token != NULL)
		settings_add(arena, settings, "session-token", vector->token,
		    "a test");
	sign_sigv4(&task, &x);
	return header_of(&x, name);
}

static const char *
region(const char *url)
{
	struct vector vector = { .method = "GET", .url = url };
	const char *region = strstr(signed_header(&vector, "Authorization"),
	    "/20260102/");

	return region == NULL ? NULL : arena_copy(arena, region + 10,
	    strcspn(region + 10, "/"));
}

static void
check_signing(void)
{
	const struct vector *last = &vectors[COUNT(vectors) - 1];

	CHECK_TEXT("the time", signed_header(last, "X-Amz-Date"),
	    "20260102T030405Z");
	CHECK_TEXT("the token", signed_header(last, "X-Amz-Security-Token"),
	    last->token);
	CHECK_TEXT("no token", signed_header(last - 1,
	    "X-Amz-Security-Token"), NULL);
	CHECK("signed with the token", strstr(signed_header(last,
	    "Authorization"), last->mac) != NULL);
	CHECK("signed without it", strstr(signed_header(last - 1,
	    "Authorization"), last[-1].mac) != NULL);
	CHECK_TEXT("the region", region(ROUTE53), "us-east-1");
	CHECK_TEXT("that of IPv6", region("https://route53.global.api.aws/"),
	    "us-east-1");
	CHECK_TEXT("that of China", region(
	    "https://route53.amazonaws.com.cn/"), "cn-northwest-1");
	CHECK_TEXT("that of the US government", region(
	    "https://route53.us-gov.amazonaws.com/"), "us-gov-west-1");
	CHECK_TEXT("that of Europe", region("https://route53.amazonaws.eu/"),
	    "eusc-de-east-1");
}

int
main(void)
{
	size_t i;

	arena = arena_new();
	for (i = 0; i < COUNT(vectors); i++)
		check_vector(&vectors[i]);
	check_signing();
	arena_free(arena);
	return check_done();
}
