/* test_redact - secrets in every form, inside one another; control bytes. */

#include "redact.h"

#include <string.h>

#include "check.h"

static struct arena *arena;

static void
check_clean(const char *name, const char *text, const char *wanted)
{
	CHECK_TEXT(name, redact(arena, text), wanted);
}

static void
test_none(void)
{
	check_clean("no secrets", "token=obviously-fake",
	    "token=obviously-fake");
	check_clean("empty text", "", "");
}

static void
test_forms(void)
{
	redact_add("p4ss w/\"rd\\\xc3\xa9");
	check_clean("as it is", "<p4ss w/\"rd\\\xc3\xa9>", "<[secret]>");
	check_clean("percent-encoded", "t=p4ss%20w%2F%22rd%5C%C3%A9&x",
	    "t=[secret]&x");
	check_clean("percent-encoded in lower case",
	    "t=p4ss%20w%2f%22rd%5c%c3%a9&x", "t=[secret]&x");
	check_clean("percent-encoded in part", "t=p4ss%20w/%22rd\\%c3%A9",
	    "t=[secret]");
	check_clean("as a form", "t=p4ss+w%2F%22rd%5C%C3%A9&x=a+b",
	    "t=[secret]&x=a+b");
	check_clean("XML", "<t>p4ss w/&quot;rd\\\xc3\xa9</t>",
	    "<t>[secret]</t>");
	check_clean("XML with numbers", "p4ss&#32;w/&#x22;rd&#92;&#XE9;",
	    "[secret]");
	check_clean("a URL within JSON",
	    "{\"u\":\"x?t=p4ss%20w\\/%22rd%5C%C3%A9\"}",
	    "{\"u\":\"x?t=[secret]\"}");
	check_clean("a URL within XML", "<u>?a=b&amp;t=p4ss+w/%22rd%5C%C3%A9",
	    "<u>?a=b&amp;t=[secret]");
	check_clean("JSON", "{\"t\":\"p4ss w/\\\"rd\\\\\xc3\xa9\"}",
	    "{\"t\":\"[secret]\"}");
	check_clean("JSON with escaped slash",
	    "{\"t\":\"p4ss w\\/\\\"rd\\\\\xc3\xa9\"}", "{\"t\":\"[secret]\"}");
	check_clean("JSON in ASCII", "{\"t\":\"p4ss w/\\\"rd\\\\\\u00E9\"}",
	    "{\"t\":\"[secret]\"}");
	check_clean("JSON in ASCII with escaped slash",
	    "\"p4ss w\\/\\\"rd\\\\\\u00E9\"", "\"[secret]\"");
	check_clean("a string of another language",
	    "'p4ss\\x20w/\\\"rd\\\\\\xc3\\xA9'", "'[secret]'");
	check_clean("that within JSON",
	    "\"'p4ss\\\\x20w/\\\\\\\"rd\\\\\\\\\\\\xc3\\\\xa9'\"",
	    "\"'[secret]'\"");
	check_clean("base64", "Basic cDRzcyB3LyJyZFzDqQ== end",
	    "Basic [secret] end");
	check_clean("a part of it is left", "p4ss w", "p4ss w");
	redact_forget();
}

/* Within a longer text, and so at any place in a group of three bytes. */
static void
test_base64(void)
{
	redact_add("obviously-fake-token");
	check_clean("base64 from letter 0",
	    "b2J2aW91c2x5LWZha2UtdG9rZW4heA==",
	    "[secret]4heA==");
	check_clean("base64 from letter 1",
	    "dW9idmlvdXNseS1mYWtlLXRva2VuIXg=",
	    "dW[secret]IXg=");
	check_clean("base64 from letter 2",
	    "dXNvYnZpb3VzbHktZmFrZS10b2tlbiF4",
	    "dXN[secret]iF4");
	check_clean("HEX", "6F6276696F75736C792D66616B652D746F6B656E",
	    "[secret]");
	check_clean("hex", "6f6276696f75736c792d66616b652d746f6b656e",
	    "[secret]");
	redact_forget();
}

/* Where + and / would have a meaning of their own. */
static void
test_base64url(void)
{
	redact_add("b?cd>ab?cd>");
	check_clean("base64url", "YWI_Y2Q-YWI_Y2Q-",
	    "YW[secret]");
	check_clean("base64 of the same", "YWI/Y2Q+YWI/Y2Q+", "YW[secret]");
	redact_forget();
}

/* What looks like an escape but is none, and what stands for a NUL. */
static void
test_escapes(void)
{
	redact_add("a&b\xf0\x9f\x90\xb1");
	check_clean("a surrogate pair", "\"a&b\\ud83d\\uDC31\"",
	    "\"[secret]\"");
	check_clean("a character by its number", "a&amp;b&#128049;",
	    "[secret]");
	check_clean("half of the pair", "a&b\\ud83d\\u", "a&b\\ud83d\\u");
	check_clean("others", "%4 %zz %00 \\x \\u12 &x; &#; &#x; &#0; &#9 + %",
	    "%4 %zz %00 \\x \\u12 &x; &#; &#x; &#0; &#9 + %");
	check_clean("a big number", "&#99999999999999999999;",
	    "&#99999999999999999999;");
	CHECK("found", redact_finds(arena, "x=a%26b%F0%9f%90%B1"));
	CHECK("not found", !redact_finds(arena, "x=a%26b"));
	redact_forget();
	redact_add("it's it");
	check_clean("an escaped apostrophe", "'it\\'s it' it\\u0027s\\ it",
	    "'[secret]' [secret]");
	check_clean("one by its number", "'it\\x27s it' it\\x2s",
	    "'[secret]' it\\x2s");
	check_clean("a backslash at the end", "it's\\", "it's\\");
	redact_forget();
	redact_add("ab%41+");
	check_clean("one that looks encoded", "ab%41+ abA ", "[secret] abA ");
	redact_forget();
	CHECK("nothing to be found", !redact_finds(arena, "ab%41+"));
}

static void
test_inside(bool short_first)
{
	redact_add(short_first ? "fake" : "very-fake-token");
	redact_add(short_first ? "very-fake-token" : "fake");
	check_clean("one inside another", "a very-fake-token b",
	    "a [secret] b");
	check_clean("the inner one alone", "a fake b", "a [secret] b");
	check_clean("twice", "fake and fake", "[secret] and [secret]");
	check_clean("from first to last byte", "very-fake-token", "[secret]");
	redact_forget();
}

/* However much follows, and though a cut would leave a part of a secret. */
static void
test_opening(void)
{
	char *text = arena_alloc(arena, 1 << 20);

	redact_add("very-fake-token");
	CHECK_TEXT("the opening", redact_opening(arena, "a\xc3\xa9z", 3),
	    "a\xc3\xa9");
	CHECK_TEXT("of whole characters", redact_opening(arena, "a\xc3\xa9z",
	    2), "a\xc3\xa9");
	CHECK_TEXT("all of a short text", redact_opening(arena, "ab", 3),
	    "ab");
	CHECK_TEXT("a secret across the cut", redact_opening(arena,
	    "a very-fake-token b", 5), "a [secret]");
	memset(text, 'x', (1 << 20) - 1);
	CHECK_TEXT("of a megabyte", redact_opening(arena, text, 3), "xxx");
	for (size_t i = 0; i < (1 << 20) - 16; i += 15)
		memcpy(text + i, "very-fake-token", 15);
	CHECK_TEXT("of a megabyte of secrets", redact_opening(arena, text,
	    120), "[secret]");
	redact_forget();
}

static void
test_overlap(void)
{
	redact_add("abcdef");
	redact_add("efghij");
	check_clean("overlapping secrets leave nothing", "<abcdefghij>",
	    "<[secret]>");
	redact_forget();
	redact_add("abab");
	check_clean("a secret that overlaps itself", "<ababab>", "<[secret]>");
	redact_forget();
	redact_add("user:fake-password");
	redact_add("fake-password");
	check_clean("basic credentials",
	    "Authorization: Basic dXNlcjpmYWtlLXBhc3N3b3Jk",
	    "Authorization: Basic [secret]");
	redact_forget();
}

static void
test_bounds(void)
{
	redact_add("");
	redact_add("abc");
	check_clean("under 4 bytes", "abc YWJj", "abc YWJj");
	redact_add("abcd");
	check_clean("4 bytes", "abcd YWJjZA==", "[secret] [secret]");
	redact_add("abcd");
	check_clean("added twice", "abcd", "[secret]");
	redact_forget();
	check_clean("forgotten", "abcd", "abcd");
	redact_forget();
	redact_add("line one\nline two");
	check_clean("a secret of two lines", "<line one\nline two>",
	    "<[secret]>");
	check_clean("its JSON form", "<line one\\nline two>", "<[secret]>");
	redact_forget();
	redact_add("\xff\xfe\xfd\xfc");
	check_clean("a secret that is no UTF-8",
	    "\xff\xfe\xfd\xfc %FF%FE%FD%FC", "[secret] [secret]");
	redact_forget();
}

static void
test_controls(void)
{
	char text[2] = "", every[40];

	for (int byte = 1; byte < ' '; byte++) {
		text[0] = (char)byte;
		snprintf(every, sizeof(every), "control byte %d", byte);
		check_clean(every, text, "?");
	}
	check_clean("DEL", "a\x7f" "b", "a?b");
	check_clean("escape sequence", "\033[2J\033]0;x\007", "?[2J?]0;x?");
	check_clean("lines", "a\r\nb", "a??b");
	check_clean("C1 control as UTF-8", "a\xc2\x9b" "2J", "a?2J");
	check_clean("C1 control as a byte", "a\x9b" "2J", "a?2J");
	check_clean("right to left override", "a\xe2\x80\xae" "b", "a?b");
	check_clean("marks of direction",
	    "a\xd8\x9c" "b\xe2\x80\x8e" "c\xe2\x80\x8f" "d", "a?b?c?d");
	check_clean("their neighbours",
	    "\xd8\x9b\xd8\x9d\xe2\x80\x8d\xe2\x80\x90",
	    "\xd8\x9b\xd8\x9d\xe2\x80\x8d\xe2\x80\x90");
	check_clean("line separator", "a\xe2\x80\xa8" "b", "a?b");
	check_clean("isolate", "a\xe2\x81\xa6" "b", "a?b");
	check_clean("printable ASCII", " !\"%s%n~", " !\"%s%n~");
}

static void
test_utf8(void)
{
	check_clean("UTF-8 stays", "é 凉 \xf0\x9f\x90\xb1 \xc2\xa0.",
	    "é 凉 \xf0\x9f\x90\xb1 \xc2\xa0.");
	check_clean("the last code point", "\xf4\x8f\xbf\xbf",
	    "\xf4\x8f\xbf\xbf");
	check_clean("past the last", "\xf4\x90\x80\x80", "????");
	check_clean("overlong newline", "\xc0\x8a", "??");
	check_clean("overlong escape", "\xe0\x80\x9b", "???");
	check_clean("overlong in four", "\xf0\x80\x80\x8a", "????");
	check_clean("surrogate", "\xed\xa0\x80", "???");
	check_clean("either side of the surrogates",
	    "\xed\x9f\xbf\xee\x80\x80", "\xed\x9f\xbf\xee\x80\x80");
	check_clean("cut short", "a\xe5\x87", "a??");
	check_clean("cut short, then ASCII", "\xe5\x87z", "??z");
	check_clean("no lead byte", "\x80\xbf\xf8\xff", "????");
}

int
main(void)
{
	arena = arena_new();
	test_none();
	test_forms();
	test_base64();
	test_base64url();
	test_escapes();
	test_inside(true);
	test_inside(false);
	test_opening();
	test_overlap();
	test_bounds();
	test_controls();
	test_utf8();
	arena_free(arena);
	return check_done();
}
