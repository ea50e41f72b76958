/*
 * freedns - FreeDNS (freedns.afraid.org), by its older interface: a list of the
 * account's dynamic records, a line each,
 *
 *	HOST|ADDRESS|LINK
 *
 * whose link, with "&address=" behind it, updates the record. The list is had
 * with a key made of user and password. The key and the links are as good as
 * those two, and go nowhere but to the server that was asked for the list.
 *
 * A record takes an address of the other family, too, and becomes of that type;
 * so only the record of the right type is updated. None can be made or removed.
 */

#include "../provider.h"
#include "../sign/words.h"

struct line {
	const char *host, *address, *link;
	enum family family;
};

static const struct meaning meanings[] = {
	{ "ERROR: Could not authenticate*", FAULT_AUTH, "the login failed; "
	  "check user and password" },
	{ "Failed authenticating*", FAULT_AUTH, "the login failed; check user "
	  "and password" },
	{ "ERROR: Unable to locate*", FAULT_MOVED, "the record is gone" },
	{ "ERROR:*", FAULT_REFUSED, "it does not take the request" },
	{ .code = NULL }
};

/* The text up to the end, which is taken off as well. */
static const char *
take(struct task *t, const char **from, char end)
{
	const char *until = strchr(*from, end);
	size_t size = until != NULL ? (size_t)(until - *from) : strlen(*from);
	const char *taken = text(t, "%.*s", (int)size, *from);

	*from += size + (until != NULL);
	return taken;
}

static enum verdict
fail_reply(struct task *t)
{
	const char *rest = reply(t), *said = take(t, &rest, '\n');

	return fail_code(t, meanings, strncmp(said, "ERROR:", 6) == 0 ||
	    strncmp(said, "Failed ", 7) == 0 ? said : NULL, NULL);
}

/* false when it is none. A record that was never set has no address, and is
 * taken for an A. */
static bool
take_line(struct task *t, const char **list, struct line *line)
{
	const char *rest = take(t, list, '\n');

	line->host = take(t, &rest, '|');
	line->address = take(t, &rest, '|');
	line->link = take(t, &rest, '\r');
	line->family = strchr(line->address, ':') != NULL ? IPV6 : IPV4;
	if (strcmp(line->address, "NULL") == 0)
		line->address = "";
	return strncmp(line->link, "http", 4) == 0 &&
	    strpbrk(line->link, "| ") == NULL;
}

static enum verdict
ask_list(struct task *t, step_fn *then)
{
	const char *both = text(t, "%s|%s", lower_case(t, setting(t, "user")),
	    setting(t, "password"));
	struct digest hash;

	if (!digest(SHA1, both, strlen(both), &hash))
		return fail(t, FAULT_CONFIG, "this Mbed TLS lacks SHA-1, which "
		    "the login needs; use one that has it");
	get(t, url(t, "/api/", "action", "getdyndns", "v", "2", "sha",
	    concealed(digest_hex(t, &hash)), NULL));
	return ask(t, then);
}

static enum verdict
read_list(struct task *t)
{
	const char *rest = reply(t);
	struct line line;
	bool any = false;

	if (status(t) != 200 || reply_size(t) == 0)
		return fail_reply(t);
	while (rest[0] != '\0') {
		if (!take_line(t, &rest, &line))
			return fail_reply(t);
		if (!is_ours(t, line.host))
			continue;
		any = true;
		if (line.address[0] != '\0' && found_address(t,
		    family_type(line.family), line.address, -1, NULL) == NULL)
			return fail_http(t, NULL);
	}
	return any ? LISTED : fail(t, FAULT_MISSING, "the account has no "
	    "record of this name; make one at freedns.afraid.org");
}

static enum verdict
describe(struct task *t)
{
	return ask_list(t, read_list);
}

static enum verdict
read_answer(struct task *t)
{
	struct change *change = t->changes;
	enum naming naming = names_address(reply(t), &change->address);

	if (status(t) != 200)
		return fail_reply(t);
	change->was_so = naming == NAMES_IT &&
	    strstr(reply(t), "has not changed") != NULL;
	if (change->was_so ||
	    (naming == NAMES_IT && strncmp(reply(t), "Updated", 7) == 0))
		return CHANGED;
	return strncmp(reply(t), "Updated", 7) != 0 ? fail_reply(t) :
	    fail(t, FAULT_PROTOCOL, "it says Updated, but not to the address "
	    "that was sent; see the record there");
}

/* Of the link what stands behind the server, which must be the one that gave
 * it; the scheme does not matter, since the list's is used. */
static const char *
behind_server(struct task *t, const char *link)
{
	const char *ours = strstr(t->account->base, "//");
	const char *theirs = strstr(link, "//");
	size_t size = strlen(ours);

	return theirs != NULL && strncmp(theirs, ours, size) == 0 &&
	    theirs[size] == '/' && strchr(theirs, '?') != NULL ?
	    theirs + size : NULL;
}

static enum verdict
follow(struct task *t, const char *link)
{
	const char *path = behind_server(t, link);

	if (path == NULL)
		return fail(t, FAULT_PROTOCOL, "its link for the update leads "
		    "to another server; check --api-url");
	concealed(strchr(path, '?') + 1);
	write_by_get(t, url(t, text(t, "%s&address=%s", path,
	    encoded(t, change_address(t, t->changes))), NULL));
	return ask(t, read_answer);
}

static enum verdict
read_links(struct task *t)
{
	enum family family = t->changes->address.family;
	const char *rest = reply(t);
	struct line line;

	while (status(t) == 200 && rest[0] != '\0') {
		if (!take_line(t, &rest, &line))
			return fail_reply(t);
		if (is_ours(t, line.host) && line.family == family)
			return follow(t, line.link);
	}
	return status(t) != 200 ? fail_reply(t) : fail(t, FAULT_MISSING,
	    "the name has no %s record there, and none can be made from here; "
	    "make one at freedns.afraid.org", family_type(family));
}

static enum verdict
update(struct task *t)
{
	return t->changes->n_replaces < 2 ? ask_list(t, read_links) :
	    fail(t, FAULT_REFUSED, "the others cannot be removed from here; "
	    "remove them at freedns.afraid.org");
}

const struct provider provider_freedns = {
	.id = "freedns", .title = "FreeDNS (afraid.org)",
	.aliases = "freedns.afraid.org|afraid.org|afraid|"
	    "afraid.org-basicauth|afraid.org-v2-basic",
	.kind = KIND_SERVICE, .docs = "https://freedns.afraid.org/api/",
	.endpoint = "https://freedns.afraid.org",
	.permission = "the account's user and password",
	.about = "The record must be there; for both families there must be "
	    "an A and an AAAA record of the name. There is no TTL to set.",
	.keys = (const struct key[]){
		{ "user", { "FREEDNS_USER", "FREEDNS_User" }, .set = 1,
		  .help = "the user name" },
		{ "password", { "FREEDNS_PASSWORD", "FREEDNS_Password" },
		  .secret = true, .set = 1, .help = "the password" },
		{ .name = NULL } },
	.nameservers = (const char *const[]){ "afraid.org", NULL },
	.reach = REACH_RECORD, .holds = true, .describe = describe,
	.update = update,
};
