/*
 * file - a file on this machine: hosts(5), or the master file of a zone.
 *
 * The file is read, edited as text and written whole; the wire replaces it
 * only if it still holds what was read. A zone whose server keeps a journal
 * beside the file would lose the edit, so that is refused.
 */

#include "../provider.h"

#include "../dns/hosts.h"
#include "../dns/zonefile.h"

enum { MOST = 64 };	/* addresses or records of one name */

/* NULL for a file that does not exist. */
static const char *
content(struct task *t, size_t *size)
{
	const struct exchange *file = t->asked[0];

	*size = file->outcome == ANSWERED ? file->reply_size : 0;
	return file->outcome == ANSWERED ? file->reply : NULL;
}

/* What the text is: asked by each name, found out once. */
struct reading {
	bool like_zone;
	const struct hosts_names *names;	/* NULL: nobody asked yet */
};

static struct reading *
reading(struct task *t)
{
	struct exchange *file = t->asked[0];
	struct reading *reading = file->parsed;
	const char *text;
	size_t size;

	if (reading != NULL)
		return reading;
	text = content(t, &size);
	reading = arena_alloc(t->arena, sizeof(*reading));
	reading->like_zone = text != NULL && zonefile_looks_like(text, size);
	file->parsed = reading;
	return reading;
}

static const struct hosts_names *
names(struct task *t)
{
	struct reading *read = reading(t);
	const char *text;
	size_t size;

	if (read->names == NULL) {
		text = content(t, &size);
		read->names = hosts_names(t->arena, text, size);
	}
	return read->names;
}

static bool
is_zone(struct task *t)
{
	const char *format = setting(t, "format");

	return format != NULL ? strcmp(format, "zone") == 0 :
	    reading(t)->like_zone;
}

static enum verdict
list_hosts(struct task *t)
{
	struct address found[MOST];
	char room[ADDRESS_ROOM];
	enum family family;
	unsigned outside;
	size_t i, n, size;
	const bool is_there = content(t, &size) != NULL;

	if (strchr(t->name, '*') != NULL)
		return fail(t, FAULT_REFUSED, "a hosts file knows no "
		    "wildcards; use format = zone");
	for (family = IPV4; family < FAMILIES && is_there; family++) {
		n = hosts_find(names(t), t->name, family, found, MOST,
		    &outside);
		for (i = 0; i < n && i < MOST; i++) {
			struct record *record = found_address(t,
			    family_type(family), address_text(&found[i], room),
			    -1, NULL);

			if (outside > 0)
				record->frozen = text(t, "line %u names it "
				    "outside of the dnsfollow block; remove "
				    "that line", outside);
		}
	}
	return LISTED;
}

static enum verdict
list_zone_file(struct task *t)
{
	const char *zone = setting(t, "zone"), *text, *why;
	struct zonefile_record found[MOST];
	char room[ADDRESS_ROOM];
	size_t size;
	long i, n;

	if (zone == NULL)
		return fail(t, FAULT_CONFIG, "which zone is in the file? give "
		    "--zone");
	text = content(t, &size);
	if (text == NULL)
		return fail(t, FAULT_INPUT, "there is no zone file %s; begin "
		    "one with its SOA and NS", setting(t, "path"));
	n = zonefile_find(t->arena, text, size, zone, t->name, found, MOST,
	    &why);
	if (n < 0)
		return fail(t, FAULT_REFUSED, "%s: %s", setting(t, "path"),
		    why);
	found_zone(t, zone, NULL);
	for (i = 0; i < n && i < MOST; i++)
		if (strcmp(found[i].type, "CNAME") == 0)
			found_other(t, arena_print(t->arena, "a CNAME to %s",
			    found[i].target));
		else if (strcmp(found[i].type, "A") == 0 ||
		    strcmp(found[i].type, "AAAA") == 0)
			found_address(t, found[i].type, address_text(
			    &found[i].address, room), found[i].ttl, NULL);
	return LISTED;
}

static enum verdict
read_content(struct task *t)
{
	const struct exchange *file = t->asked[0], *journal = t->asked[1];

	if (file->outcome != ANSWERED && file->outcome != ABSENT)
		return task_fail_unanswered(t, file);
	if (!is_zone(t))
		return list_hosts(t);
	if (journal->outcome != ABSENT)
		return fail(t, FAULT_REFUSED, "%s.jnl is there: the server "
		    "keeps a journal and would undo the edit; use the "
		    "rfc2136 provider", setting(t, "path"));
	return list_zone_file(t);
}

static enum verdict
describe(struct task *t)
{
	const char *path = setting(t, "path");

	read_file(t, path);
	read_file(t, text(t, "%s.jnl", path))->limit = 1;
	return ask_anyway(t, read_content);
}

static enum verdict
saved(struct task *t)
{
	(void)t;
	return CHANGED;
}

static char *
edited_hosts(struct task *t, const char *text, size_t size, size_t *new_size,
    const char **why)
{
	struct hosts_entry *entries = arena_alloc(t->arena,
	    t->n_changes * sizeof(*entries));
	size_t i;

	for (i = 0; i < t->n_changes; i++)
		entries[i] = (struct hosts_entry){ t->changes[i].name,
		    t->changes[i].address };
	return hosts_edit(t->arena, text == NULL ? "" : text, size, entries,
	    t->n_changes, new_size, why);
}

static char *
edited_zone(struct task *t, const char *text, size_t size, size_t *new_size,
    const char **why)
{
	struct zonefile_entry *entries = arena_alloc(t->arena,
	    t->n_changes * sizeof(*entries));
	const struct change *change;
	size_t i;

	for (i = 0; i < t->n_changes; i++) {
		change = &t->changes[i];
		entries[i] = (struct zonefile_entry){ change->name,
		    change->address, change->ttl_given ||
		    change->n_replaces == 0 ? change->ttl : -1 };
	}
	return zonefile_edit(t->arena, text, size, setting(t, "zone"),
	    entries, t->n_changes, t->now, new_size, why);
}

static enum verdict
edit(struct task *t)
{
	const struct exchange *file = t->asked[0];
	const bool zone = t->live.zone != NULL;	/* as it was described */
	size_t old_size, size = 0;
	const char *old = content(t, &old_size), *why = NULL;
	char *new;

	if (file->outcome != ANSWERED && file->outcome != ABSENT)
		return task_fail_unanswered(t, file);
	if (zone != is_zone(t))
		return fail(t, FAULT_MOVED, "%s became %s meanwhile; the next "
		    "run will see", setting(t, "path"), zone ?
		    "no zone file" : "a zone file");
	new = zone ? edited_zone(t, old, old_size, &size, &why) :
	    edited_hosts(t, old, old_size, &size, &why);
	if (new == NULL)
		return fail(t, FAULT_REFUSED, "%s: %s", setting(t, "path"),
		    why);
	write_file(t, setting(t, "path"), old, old_size, new, size);
	return ask(t, saved);
}

static enum verdict
update(struct task *t)
{
	read_file(t, setting(t, "path"));
	return ask_anyway(t, edit);
}

const struct provider provider_file = {
	.id = "file", .title = "A hosts file or zone file here",
	.kind = KIND_FILE,
	.docs = "https://www.rfc-editor.org/rfc/rfc1035#section-5",
	.permission = "write access to the file and its directory",
	.about = "A hosts file needs no format and no zone; only a marked "
	    "block of it is touched. In a zone file the address, and the "
	    "serial of the SOA, are all that changes. The file is replaced "
	    "as a whole; one that is mounted, as containers have /etc/hosts, "
	    "is written in place, and a run that is killed then may leave a "
	    "part of the new text.",
	.keys = (const struct key[]){
		{ "path", { "DNSFOLLOW_PATH" }, .set = 1,
		  .help = "the file" },
		{ .name = "format", .words = "hosts|zone",
		  .help = "what it is (as its content looks)" },
		{ .name = NULL } },
	.ttl = { .min = 1, .max = 2147483647, .normal = 300 },
	.reach = REACH_ZONE, .describe = describe, .update = update,
};
