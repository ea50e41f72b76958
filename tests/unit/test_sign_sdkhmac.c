/*
 * test_sign_sdkhmac - the vendor's documented request, requests that its SDK
 * signed, and what the provider's function adds to a request.
 */

#include "../../src/exchange.h"
#include "../../src/mem.h"
#include "../../src/settings.h"
#include "../../src/sign.h"
#include "../../src/sign/sdkhmac.h"
#include "../../src/sign/words.h"
#include "../../src/task.h"
#include "check.h"

#define ID "TESTEXAMPLEACCESSKEY"
#define SECRET "TestExampleSecretNotReal0000"
#define BASE "https://dns.myhuaweicloud.com/v2.1/"
#define ZONE "zones/ff8080825b8fc86c015b94bc6f8712c3/recordsets"
#define HOST "host:dns.myhuaweicloud.com\nx-sdk-date:20260102T030405Z\n"
#define NOTHING \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static struct arena *arena;

static const struct vector {
	const char *name, *method, *url, *type, *body, *date;
	/* NULL is not known. */
	const char *request, *request_hash, *names, *mac;
} vectors[] = {
	{ "documented", "GET", "https://service.region.example.com/v1/"
	  "77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2"
	  "&marker=13551d6b-755d-4757-b956-536f674975c0", "application/json",
	  NULL, "20191115T033655Z",
	  "GET\n/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs/\n"
	  "limit=2&marker=13551d6b-755d-4757-b956-536f674975c0\n"
	  "content-type:application/json\nhost:service.region.example.com\n"
	  "x-sdk-date:20191115T033655Z\n\ncontent-type;host;x-sdk-date\n"
	  NOTHING,
	  "b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a",
	  "content-type;host;x-sdk-date", NULL },
	{ "list", "GET", BASE "recordsets?name=home.example.com.&type=AAAA"
	  "&limit=100&search_mode=equal", NULL, NULL, "20260102T030405Z",
	  "GET\n/v2.1/recordsets/\n"
	  "limit=100&name=home.example.com.&search_mode=equal&type=AAAA\n"
	  HOST "\nhost;x-sdk-date\n" NOTHING,
	  "47b1763ff1ee1a0bd76bc558c3b3708cb857720a1eddf56f753531ecb9490fb7",
	  "host;x-sdk-date",
	  "2eac2988d39bb9a5b17658bf71509c2aa5399137adb4556a88880f88c2953614" },
	{ "update", "PUT", BASE ZONE "/2c9eb155587228570158722b6ac30007",
	  "application/json", "{\"name\":\"home.example.com.\",\"type\":"
	  "\"AAAA\",\"ttl\":300,\"records\":[\"2001:db8::1\"]}",
	  "20260102T030405Z",
	  "PUT\n/v2.1/" ZONE "/2c9eb155587228570158722b6ac30007/\n\n"
	  "content-type:application/json\n" HOST
	  "\ncontent-type;host;x-sdk-date\n"
	  "7d06a053ecce64b34ad6695348ca61b58c94cba0b2960d948a7ef022a4115a94",
	  "18523983f28f95b8be6569221b58c5c44b9bdaa63ba7d5eaf28ef1b59480cb06",
	  "content-type;host;x-sdk-date",
	  "ff81d4c1e477a6aa0580c44ee2244264e57185a0fa884d28e930b087a7c8cb8d" },
	{ "create", "POST", BASE ZONE, "application/json",
	  "{\"name\":\"*.example.com.\",\"type\":\"A\",\"ttl\":300,"
	  "\"records\":[\"192.0.2.7\"]}", "20260102T030405Z",
	  "POST\n/v2.1/" ZONE "/\n\ncontent-type:application/json\n" HOST
	  "\ncontent-type;host;x-sdk-date\n"
	  "bb313bdd0669aee34a72f6d2c3d39ee02baaabbd142176d09a063383e3d73fc0",
	  "0a72ca205eb662ab7560ade55a1483584544320bd9851324281c9aa77abadca4",
	  "content-type;host;x-sdk-date",
	  "66128d4fb77870fc74349735a669b14249381b5b2c9663fd68ab7f420fa7098b" },
};

static struct exchange
request(const struct vector *vector)
{
	struct exchange x = { .method = vector->method, .url = vector->url,
	    .body = vector->body, .body_size = vector->body == NULL ? 0 :
	    strlen(vector->body) };

	if (vector->type != NULL)
		append(&x, "Content-Type", vector->type);
	return x;
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
	struct task task = { .arena = arena };
	struct exchange x = request(vector);
	struct sdkhmac sdk = { .id = ID, .secret = SECRET,
	    .date = vector->date };

	append(&x, "X-Sdk-Date", vector->date);
	sdkhmac_compute(&task, &x, &sdk);
	check_step(vector, "request", sdk.request, vector->request);
	check_step(vector, "to sign", sdk.to_sign, arena_print(arena,
	    "SDK-HMAC-SHA256\n%s\n%s", vector->date, vector->request_hash));
	if (vector->mac == NULL)
		return;
	check_step(vector, "signature", sdk.signature, vector->mac);
	check_step(vector, "Authorization", sdk.authorization,
	    arena_print(arena, "SDK-HMAC-SHA256 Access=" ID ", "
	    "SignedHeaders=%s, Signature=%s", vector->names, vector->mac));
}

/* Signs as the provider does; the value of the header that is asked for. */
static const char *
signed_header(const struct vector *vector, const char *token,
    const char *name)
{
	struct settings *settings = settings_new(arena, NULL);
	struct task task = { .arena = arena, .settings = settings,
	    .now = 1767323045 };
	struct exchange x = request(vector);

	settings_add(arena, settings, "access-key-id", ID, "a test");
	settings_add(arena, settings, "secret-access-key", SECRET, "a test");
	if (token != NULL)
		settings_add(arena, settings, "security-token", token,
		    "a test");
	sign_sdkhmac(&task, &x);
	return header_of(&x, name);
}

static void
check_signing(void)
{
	const struct vector *last = &vectors[COUNT(vectors) - 1];

	CHECK_TEXT("the time", signed_header(last, NULL, "X-Sdk-Date"),
	    "20260102T030405Z");
	CHECK("signed", strstr(signed_header(last, NULL, "Authorization"),
	    last->mac) != NULL);
	CHECK_TEXT("no token", signed_header(last, NULL, "X-Security-Token"),
	    NULL);
	CHECK_TEXT("a token", signed_header(last, "TestTokenNotReal==",
	    "X-Security-Token"), "TestTokenNotReal==");
	CHECK("it is signed", strstr(signed_header(last, "TestTokenNotReal==",
	    "Authorization"), "host;x-sdk-date;x-security-token,") != NULL);
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
