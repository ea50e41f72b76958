/*
 * interface - an address of this machine's own. Tunnels lead elsewhere, so
 * they count only when they are named.
 *
 * One address gets the vote; every other one is there as a failed vote that
 * says why it was not taken.
 */

#include "../source.h"

#include <string.h>

#include "../candidates.h"
#include "../links.h"

enum { MOST_REASONS = 4, MOST_NAMES = 8 };

static struct candidate_wish
wish_of(struct task *t)
{
	const char *deprecated = setting(t, "allow-deprecated");
	struct candidate_wish wish = { .family = t->family,
	    .interface = t->arguments[0], .ipv6 = ipv6_wanted(t),
	    .allow_special = t->allow_special,
	    .allow_deprecated = same_string(deprecated, "yes") };

	if (wish.interface == NULL)
		wish.interface = setting(t, "interface");
	return wish;
}

/* It stands among the votes, with its address, but does not count. */
static void
vote_against(struct task *t, const struct candidate *one,
    const struct candidate *first)
{
	char room[ADDRESS_ROOM], best[ADDRESS_ROOM];
	const char *why;

	address_text(&one->at->address, room);
	if (one->dropped != NULL)
		why = text(t, "%s is %s", room, one->dropped);
	else
		why = text(t, "%s would do, but %s on %s %s", room,
		    address_text(&first->at->address, best),
		    first->at->interface, one->behind);
	vote_failed(t, one->at->interface, "iface", why);
	t->votes[t->n_votes - 1].address = one->at->address;
	t->votes[t->n_votes - 1].named = true;
}

static bool
exists(const struct links *links, const char *name)
{
	size_t i;

	for (i = 0; i < links->n_all; i++)
		if (strcmp(links->all[i].name, name) == 0)
			return true;
	return false;
}

static enum verdict
fail_absent(struct task *t, const struct links *links, const char *name)
{
	struct buffer *names = buffer_new(t->arena);
	size_t i;

	for (i = 0; i < links->n_all && i < MOST_NAMES; i++)
		buffer_print(names, "%s%s", i > 0 ? ", " : "",
		    links->all[i].name);
	if (i < links->n_all)
		buffer_print(names, " and %zu more", links->n_all - i);
	vote_failed(t, name, "iface", "is not there");
	return fail(t, FAULT_NOWHERE, "there is no interface \"%s\" (there "
	    "are: %s); check the name, or bring the line up", name,
	    i > 0 ? names->data : "none");
}

/* A container on a bridge of its own has no others than these. */
static bool
may_be_container(const struct candidate *list, size_t n)
{
	size_t i, private = 0;

	for (i = 0; i < n; i++) {
		if (list[i].private && (list[i].at->address.family == IPV6 ||
		    address_lies_in(&list[i].at->address, "172.16.0.0", 12)))
			private++;
		else if (list[i].at->address.family == IPV4 ||
		    list[i].dropped == NULL || list[i].found)
			return false;
	}
	return private > 0;
}

static enum verdict
fail_dropped(struct task *t, const struct candidate *list, size_t n)
{
	struct buffer *why = buffer_new(t->arena);
	size_t i, refused = 0;
	bool special = false, local;

	for (i = 0; i < n; i++) {
		refused += list[i].found;
		special |= list[i].found && !t->allow_special &&
		    address_special(&list[i].at->address, &local) != NULL;
		if (i < MOST_REASONS)
			buffer_print(why, "%s%s: %s", i > 0 ? "; " : "",
			    t->votes[i].from, t->votes[i].why);
	}
	if (n > MOST_REASONS)
		buffer_print(why, "; and %zu more", n - MOST_REASONS);
	return fail(t, refused > 0 ? FAULT_REFUSED : FAULT_NOWHERE,
	    "no %s address to publish (%s); %s%s", family_name(t->family),
	    why->data, may_be_container(list, n) ? "in a container, let it "
	    "use the host's network (--network host), or " : "",
	    special ? "give another --source, or --allow-special if this is "
	    "meant" : "give another --source");
}

/* The links tell of one, but for this family it has nothing. */
static enum verdict
fail_empty(struct task *t, const char *name, const char *why)
{
	vote_failed(t, name == NULL ? "iface" : name, "iface", text(t,
	    "has no %s address", family_name(t->family)));
	return fail(t, FAULT_NOWHERE, "%s has no %s address%s%s; check the "
	    "network, or give another --source", name == NULL ?
	    "this machine" : name, family_name(t->family),
	    why == NULL ? "" : ", as far as is known: ",
	    why == NULL ? "" : why);
}

static enum verdict
begin(struct task *t)
{
	const struct candidate_wish wish = wish_of(t);
	const struct links *links = links_read(t->arena);
	const struct candidate *list;
	size_t n, i;

	if (links->why != NULL && links->n_all == 0)
		return fail(t, FAULT_NOWHERE, "%s", links->why);
	if (wish.interface != NULL && !exists(links, wish.interface))
		return fail_absent(t, links, wish.interface);
	list = candidates_rank(t->arena, links, &wish, &n);
	if (n == 0)
		return fail_empty(t, wish.interface, links->why);
	if (list[0].dropped == NULL)
		vote_address(t, list[0].at->interface, "iface",
		    &list[0].at->address);
	for (i = t->n_votes; i < n; i++)
		vote_against(t, &list[i], &list[0]);
	t->prefix_length = list[0].at->prefix_length;
	return votes_agree(t) ? FOUND : fail_dropped(t, list, n);
}

static const char *
check(struct arena *arena, const char *argument)
{
	(void)arena;
	return argument == NULL || argument[0] != '\0' ? NULL :
	    "names no interface; write iface or iface:NAME";
}

const struct source source_interface = {
	.name = "iface",
	.form = "iface[:NAME]",
	.help = "an address of this machine's own",
	.trusted = true,
	.check = check,
	.begin = begin,
};
