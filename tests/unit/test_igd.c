/* test_igd - what is said to a UPnP gateway, byte for byte, and read of it. */

#include "igd.h"

#include "check.h"
#include "mem.h"
#include "tags.h"

#define GATEWAY "192.168.1.1"
#define AT "http://192.168.1.1:5000"
#define IP1 "urn:schemas-upnp-org:service:WANIPConnection:1"
#define IP2 "urn:schemas-upnp-org:service:WANIPConnection:2"
#define PPP1 "urn:schemas-upnp-org:service:WANPPPConnection:1"

static struct arena *arena;

static void
test_search(void)
{
	CHECK_TEXT("search of the group", igd_search(arena, NULL, IGD_DEVICE),
	    "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n"
	    "MAN: \"ssdp:discover\"\r\nMX: 2\r\n"
	    "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n");
	CHECK_TEXT("search of one host", igd_search(arena, "192.168.1.1",
	    IGD_ANY_ROOT), "M-SEARCH * HTTP/1.1\r\nHOST: 192.168.1.1:1900\r\n"
	    "MAN: \"ssdp:discover\"\r\nST: upnp:rootdevice\r\n\r\n");
}

static bool
answers(const char *text)
{
	return igd_answers(text, strlen(text));
}

static void
test_answers(void)
{
	CHECK("answer", answers("HTTP/1.1 200 OK\r\nLOCATION: x\r\n\r\n"));
	CHECK("answer of 1.0", answers("HTTP/1.0 200 OK\r\n\r\n"));
	CHECK("notify", !answers("NOTIFY * HTTP/1.1\r\nLOCATION: x\r\n\r\n"));
	CHECK("search", !answers("M-SEARCH * HTTP/1.1\r\n\r\n"));
	CHECK("not found", !answers("HTTP/1.1 404 Not Found\r\n\r\n"));
	CHECK("cut short", !answers("HTTP/1.1 200"));
	CHECK("nothing", !answers(""));
	CHECK("a NUL in it", !igd_answers("HTTP/1.1 200 OK\r\n\0LOCATION:",
	    27));
}

/* The URL, or "why" and what is wrong. */
static const char *
location(const char *headers)
{
	const char *answer = arena_print(arena, "HTTP/1.1 200 OK\r\n%s\r\n",
	    headers);
	const char *why = NULL;
	const char *url = igd_location(arena, answer, strlen(answer), GATEWAY,
	    &why);

	return url != NULL ? url : arena_print(arena, "why %s", why);
}

static const struct {
	const char *name, *url;
	bool good;
} places[] = {
	{ "port and path", "http://192.168.1.1:5000/rootDesc.xml", true },
	{ "no port", "http://192.168.1.1/rootDesc.xml", true },
	{ "no path", "http://192.168.1.1:5000", true },
	{ "a query", "http://192.168.1.1?x=1", true },
	{ "capitals", "HTTP://192.168.1.1/x", true },
	{ "another host", "http://192.168.1.10/x", false },
	{ "the internet", "http://203.0.113.7/x", false },
	{ "a name", "http://router.test/x", false },
	{ "a name that begins so", "http://192.168.1.1.test/x", false },
	{ "a user name", "http://192.168.1.1@203.0.113.7/x", false },
	{ "a user name and port", "http://192.168.1.1:80@203.0.113.7/x", false },
	{ "https", "https://192.168.1.1/x", false },
	{ "ftp", "ftp://192.168.1.1/x", false },
	{ "a file", "file:///etc/passwd", false },
	{ "another spelling", "http://192.168.001.001/x", false },
	{ "a number", "http://3232235777/x", false },
	{ "a blank", "http://192.168.1.1/x y", false },
	{ "a tab", "http://192.168.1.1/x\ty", false },
	{ "another byte", "http://192.168.1.1/\xff", false },
	{ "a fragment", "http://192.168.1.1#@203.0.113.7/", false },
	{ "a backslash", "http://192.168.1.1\\@203.0.113.7/", false },
	{ "a port too long", "http://192.168.1.1:123456/", false },
	{ "no digits", "http://192.168.1.1:/", false },
	{ "loopback", "http://127.0.0.1/x", false },
	{ "empty", "", false },
};

static void
test_locations(void)
{
	const char *seen;
	size_t i;

	for (i = 0; i < COUNT(places); i++) {
		seen = location(arena_print(arena, "LOCATION: %s\r\n",
		    places[i].url));
		if (places[i].good)
			CHECK_TEXT(places[i].name, seen, places[i].url);
		else
			CHECK(places[i].name, strstr(seen,
			    "not the router itself") != NULL);
	}
	CHECK_TEXT("small letters, no blank", location("ST: x\r\n"
	    "location:http://192.168.1.1/x\r\nUSN: y\r\n"),
	    "http://192.168.1.1/x");
	CHECK_TEXT("blanks around", location("Location: \t"
	    "http://192.168.1.1/x  \r\n"), "http://192.168.1.1/x");
	CHECK("none", strstr(location("ST: x\r\nX-LOCATION: y\r\n"),
	    "without a LOCATION") != NULL);
	CHECK("what is not believed is named", strstr(location(
	    "LOCATION: http://203.0.113.7/x\r\n"), "http://203.0.113.7/x") !=
	    NULL);
}

/* "TYPE URL" of each service; or "why" and what is wrong. */
static const char *
services(const char *base, const char *description)
{
	struct igd_service found[IGD_SERVICES];
	struct buffer *text = buffer_new(arena);
	const char *why = NULL;
	size_t i, n = igd_services(arena, description, strlen(description),
	    base, GATEWAY, found, &why);

	if (n == 0)
		return arena_print(arena, "why %s", why);
	for (i = 0; i < n; i++)
		buffer_print(text, "%s%s %s", i == 0 ? "" : ", ",
		    found[i].type + strlen("urn:schemas-upnp-org:service:"),
		    found[i].url);
	return text->data;
}

#define SERVICE(type, url) "<service>\n  <serviceType>" type "</serviceType>\n" \
	"<serviceId>urn:upnp-org:serviceId:x</serviceId><SCPDURL>/s.xml</SCPDURL>" \
	"<controlURL>" url "</controlURL><eventSubURL>/e</eventSubURL></service>"

static void
test_services(void)
{
	CHECK_TEXT("absolute path", services(AT "/d/rootDesc.xml",
	    "<?xml version=\"1.0\"?><root><device><serviceList>"
	    SERVICE("urn:schemas-upnp-org:service:Layer3Forwarding:1", "/l3")
	    SERVICE(IP1, "/ctl/IPConn") "</serviceList></device></root>"),
	    "WANIPConnection:1 " AT "/ctl/IPConn");
	CHECK_TEXT("relative path", services(AT "/d/rootDesc.xml",
	    SERVICE(IP2, "ctl/IPConn")), "WANIPConnection:2 " AT
	    "/d/ctl/IPConn");
	CHECK_TEXT("relative path, base without one", services(AT,
	    SERVICE(PPP1, "ctl/PPP")), "WANPPPConnection:1 " AT "/ctl/PPP");
	CHECK_TEXT("a query in the base", services(AT "/a/b?c=/d",
	    SERVICE(IP1, "ctl")), "WANIPConnection:1 " AT "/a/ctl");
	CHECK_TEXT("whole URL", services(AT "/x", SERVICE(IP1,
	    "http://192.168.1.1:49152/ctl")),
	    "WANIPConnection:1 http://192.168.1.1:49152/ctl");
	CHECK_TEXT("URL without a scheme", services(AT "/x", SERVICE(IP1,
	    "//192.168.1.1:80/ctl")),
	    "WANIPConnection:1 http://192.168.1.1:80/ctl");
	CHECK_TEXT("URLBase", services(AT "/x", "<URLBase>"
	    "http://192.168.1.1:2828/b/</URLBase>" SERVICE(IP1, "c")),
	    "WANIPConnection:1 http://192.168.1.1:2828/b/c");
	CHECK_TEXT("empty URLBase", services(AT "/x", "<URLBase></URLBase>"
	    SERVICE(IP1, "/c")), "WANIPConnection:1 " AT "/c");
	CHECK_TEXT("ended URLBase", services(AT "/x", "<URLBase/>"
	    SERVICE(IP1, "/c")), "WANIPConnection:1 " AT "/c");
	CHECK_TEXT("several", services(AT "/x", SERVICE(PPP1, "/a")
	    SERVICE(IP1, "/b") SERVICE(IP2, "/c") SERVICE(IP1, "/d")),
	    "WANPPPConnection:1 " AT "/a, WANIPConnection:1 " AT "/b, "
	    "WANIPConnection:2 " AT "/c");
	CHECK_TEXT("in another order", services(AT "/x", "<service><controlURL>"
	    "/c</controlURL><serviceType> " IP1 "\r\n</serviceType></service>"),
	    "WANIPConnection:1 " AT "/c");
	CHECK_TEXT("attributes and &amp;", services(AT "/x", "<service x='1'>"
	    "<serviceType a=\"b\">" IP1 "</serviceType>"
	    "<controlURL\n>/c?a=1&amp;b=2</controlURL></service>"),
	    "WANIPConnection:1 " AT "/c?a=1&b=2");
	CHECK_TEXT("commented out", services(AT "/x", "<!-- " SERVICE(IP1,
	    "/no") " -->" SERVICE(IP1, "/yes")), "WANIPConnection:1 " AT
	    "/yes");
}

static void
test_bad_services(void)
{
	static const char none[] =
	    "why describes no connection that knows its address";

	CHECK_TEXT("no service", services(AT, "<root></root>"), none);
	CHECK_TEXT("empty", services(AT, ""), none);
	CHECK_TEXT("html", services(AT, "<html><body>hello"), none);
	CHECK_TEXT("version 3", services(AT, SERVICE(
	    "urn:schemas-upnp-org:service:WANIPConnection:3", "/c")), none);
	CHECK_TEXT("no controlURL", services(AT, "<service><serviceType>" IP1
	    "</serviceType></service>" SERVICE("urn:x", "/c")), none);
	CHECK_TEXT("no end", services(AT, "<service><serviceType>" IP1), none);
	CHECK_TEXT("tag in the text", services(AT, SERVICE(IP1, "<b>/c</b>")),
	    none);
	CHECK_TEXT("an entity of its own", services(AT, SERVICE(IP1, "/&c;")),
	    none);
	CHECK_TEXT("open comment", services(AT, "<!-- " SERVICE(IP1, "/c")),
	    none);
	CHECK("control elsewhere", strstr(services(AT, SERVICE(IP1,
	    "http://203.0.113.7/c")), "asked at http://203.0.113.7/c, which is "
	    "not the router") != NULL);
	CHECK("elsewhere without a scheme", strstr(services(AT, SERVICE(IP1,
	    "//203.0.113.7/c")), "not the router") != NULL);
	CHECK("control by https", strstr(services(AT, SERVICE(IP1,
	    "https://192.168.1.1/c")), "not the router") != NULL);
	CHECK("control with a blank", strstr(services(AT, SERVICE(IP1,
	    "/c d")), "no URL") != NULL);
	CHECK("URLBase elsewhere", strstr(services(AT, "<URLBase>"
	    "http://192.168.1.2/</URLBase>" SERVICE(IP1, "/c")),
	    "URLBase http://192.168.1.2/, which is not the router") != NULL);
}

static void
test_question(void)
{
	const struct igd_service service = { .type = IP1, .url = AT };

	CHECK_TEXT("action", igd_action(arena, &service),
	    "\"" IP1 "#GetExternalIPAddress\"");
	CHECK_TEXT("question", igd_question(arena, &service),
	    "<?xml version=\"1.0\"?><s:Envelope "
	    "xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
	    "s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\">\n"
	    "<s:Body><u:GetExternalIPAddress xmlns:u=\"" IP1 "\">"
	    "</u:GetExternalIPAddress></s:Body></s:Envelope>");
}

/* The address, or why there is none. */
static const char *
told(int status, const char *answer, size_t size)
{
	struct address address;
	char room[ADDRESS_ROOM];
	const char *why = igd_read(arena, status, answer, size, &address);

	return why != NULL ? why :
	    arena_string(arena, address_text(&address, room));
}

static const char *
told_in(const char *value)
{
	const char *answer = arena_print(arena, "<?xml version=\"1.0\"?>\r\n"
	    "<s:Envelope xmlns:s=\"x\"><s:Body>"
	    "<u:GetExternalIPAddressResponse xmlns:u=\"y\">%s"
	    "</u:GetExternalIPAddressResponse></s:Body></s:Envelope>", value);

	return told(200, answer, strlen(answer));
}

#define TAG(value) \
	"<NewExternalIPAddress>" value "</NewExternalIPAddress>"

static void
test_read(void)
{
	static const char bad[] = "gave something that is no IPv4 address";
	static const char none[] =
	    "gave no answer to the question for its address";
	static const char fault[] = "<s:Fault><detail><UPnPError><errorCode>"
	    "606</errorCode></UPnPError></detail></s:Fault>";

	CHECK_TEXT("address", told_in(TAG("203.0.113.7")), "203.0.113.7");
	CHECK_TEXT("blanks", told_in(TAG("\r\n 203.0.113.7 ")),
	    "203.0.113.7");
	CHECK_TEXT("typed", told_in("<NewExternalIPAddress "
	    "dt:dt=\"string\">203.0.113.7</NewExternalIPAddress>"),
	    "203.0.113.7");
	CHECK_TEXT("empty", told_in(TAG("")), "0.0.0.0");
	CHECK_TEXT("ended at once", told_in("<NewExternalIPAddress/>"),
	    "0.0.0.0");
	CHECK_TEXT("none yet", told_in(TAG("0.0.0.0")), "0.0.0.0");
	CHECK_TEXT("no tag", told_in(""), none);
	CHECK_TEXT("longer name", told_in("<NewExternalIPAddressX>203.0.113.7"
	    "</NewExternalIPAddressX>"), none);
	CHECK_TEXT("open", told_in("<NewExternalIPAddress>203.0.113.7"), none);
	CHECK_TEXT("closed by another", told_in("<NewExternalIPAddress>"
	    "203.0.113.7</New>"), none);
	CHECK_TEXT("IPv6", told_in(TAG("2001:db8::7")), bad);
	CHECK_TEXT("words", told_in(TAG("unknown")), bad);
	CHECK_TEXT("two", told_in(TAG("203.0.113.7 203.0.113.8")), bad);
	CHECK_TEXT("an entity", told_in(TAG("&x;")), none);
	CHECK_TEXT("a number as entity", told_in(TAG("&#50;03.0.113.7")),
	    none);
	CHECK_TEXT("a NUL before it", told(200, "\0" TAG("203.0.113.7"),
	    sizeof("\0" TAG("203.0.113.7")) - 1), none);
	CHECK_TEXT("error", told(500, fault, strlen(fault)),
	    "answered HTTP 500, UPnP error 606");
	CHECK_TEXT("error without a number", told(500, "x", 1),
	    "answered HTTP 500");
	CHECK_TEXT("error that is none", told(500, "<errorCode>6\n6"
	    "</errorCode>", 26), "answered HTTP 500");
	CHECK_TEXT("address, but an error", told(404, TAG("203.0.113.7"),
	    sizeof(TAG("203.0.113.7")) - 1), "answered HTTP 404");
}

/* The sanitizers watch: whatever is cut off, nothing behind it is read. */
static bool
is_safe_when_cut(void)
{
	static const char page[] = "<URLBase>" AT "</URLBase><!-- x -->"
	    SERVICE(IP1, "/c?a=1&amp;b=2") "<NewExternalIPAddress a='b'>"
	    "203.0.113.7</NewExternalIPAddress>";
	struct igd_service found[IGD_SERVICES];
	const char *why = NULL;
	struct address address;
	size_t size, n = 0;

	for (size = 0; size < sizeof(page); size++) {
		n = igd_services(arena, page, size, AT, GATEWAY, found, &why);
		igd_read(arena, 200, page, size, &address);
		igd_answers(page, size);
	}
	return n == 1;
}

int
main(void)
{
	arena = arena_new();
	test_search();
	test_answers();
	test_locations();
	test_services();
	test_bad_services();
	test_question();
	test_read();
	CHECK("cut anywhere", is_safe_when_cut());
	arena_free(arena);
	return check_done();
}
