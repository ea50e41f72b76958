/* watch - one name server is asked until it has what was written. */

#include "watch.h"

#include "../plan.h"
#include "../reply.h"
#include "message.h"
#include "question.h"
#include "standing.h"

enum {
	PAUSE = 2000,		/* ms, from an answer to the next question */
	PATIENCE = 2000,	/* ms, of one question */
};

static enum verdict read_answer(struct task *);

/* A proxied record shows Cloudflare's addresses; ours is not to be seen. */
static bool
is_hidden(const struct live *live)
{
	size_t i;

	for (i = 0; i < live->n; i++)
		if (!live->records[i].is_address ||
		    !address_is_cloudflare(&live->records[i].address))
			return false;
	return live->n > 0;
}

static bool
has_it(const struct live *live, const struct address *wanted)
{
	return is_hidden(live) || (live->n == 1 &&
	    live->records[0].is_address &&
	    address_equal(&live->records[0].address, wanted));
}

static const char *
what_it_says(struct task *t, enum family family)
{
	const struct live *live = &t->live;
	const char *list = live_addresses(t->arena, live, family);

	if (live->n > 0 && !live->records[0].is_address)
		return text(t, "still says %s", live->records[0].other);
	if (list != NULL)
		return text(t, "still says %s", list);
	return live->no_name ? "still knows no such name" :
	    text(t, "still has no %s record", family_type(family));
}

/* It counts, and is in t->live; else t->why says why it does not. */
static bool
is_answer(struct task *t, enum standing found)
{
	const struct watch *watch = t->state;
	const bool named = watch->server.name == NULL;
	const char *why = t->why;

	if ((found == OF_ZONE || (named && (found == RESOLVES ||
	    found == LAME))) && list_answers(t))
		return true;
	t->why = found == OF_ZONE ? "sent a damaged answer" : why;
	return false;
}

/* In so many ms, in the manner that it coped with last time. */
static enum verdict
ask_server(struct task *t, long ms)
{
	const struct watch *watch = t->state;
	const struct exchange *last = t->n_asked == 0 ? NULL : t->asked[0];
	const char *server = t->servers->list->addresses[watch->address];
	enum dns_type type = dns_family_type(watch->wanted.family);

	if (is_https(server))
		ask_record_https(t, server, t->name, type);
	else if (last != NULL && same_string(last->server, server))
		ask_again(t, last);
	else
		ask_record(t, server, t->name, type, false)->timeout =
		    PATIENCE;
	later(t, ms);
	return ask_anyway(t, read_answer);
}

static enum verdict
ask_later(struct task *t)
{
	const struct watch *watch = t->state;
	const long left = watch->patience - t->ms;

	if (left <= 0)
		return fail(t, FAULT_PROTOCOL, "%s", watch->said);
	return ask_server(t, left < PAUSE ? left : PAUSE);
}

static const char *
sentence(struct task *t, const char *what)
{
	const struct watch *watch = t->state;

	return text(t, "%s %s", server_title(t, t->servers->list,
	    watch->address), what);
}

/* Another address of the server may do better, and when there is none, one that
 * was not always out of reach may do so later. */
static enum verdict
go_elsewhere(struct task *t, enum standing found)
{
	struct watch *watch = t->state;
	const char *said = sentence(t, t->why);

	if (found != OUT_OF_REACH)
		watch->said = said;
	if (++watch->address < t->servers->list->n)
		return ask_server(t, 0);
	watch->address = 0;
	return watch->said != NULL ? ask_later(t) :
	    fail(t, FAULT_LATER, "%s", said);
}

static enum verdict
read_answer(struct task *t)
{
	struct watch *watch = t->state;
	enum standing found;

	if (ask_plainer(t))
		return ask_anyway(t, read_answer);
	if (t->asked[0]->outcome == INTERRUPTED)
		return task_fail_unanswered(t, t->asked[0]);
	found = standing(t, 0, watch->apex);
	if (!is_answer(t, found))
		return go_elsewhere(t, found);
	if (has_it(&t->live, &watch->wanted))
		return LISTED;
	watch->lacks_it = true;
	watch->said = sentence(t, what_it_says(t, watch->wanted.family));
	return ask_later(t);
}

static enum verdict
ask_found(struct task *t)
{
	const struct server *server = t->servers->list;

	return server->n > 0 ? ask_server(t, 0) :
	    fail(t, FAULT_LATER, "%s has no address", server->name);
}

enum verdict
watch(struct task *t)
{
	const struct watch *watch = t->state;

	servers_set(t, watch->server);
	return watch->server.n > 0 ? ask_server(t, 0) :
	    server_look_up(t, t->servers->list, ask_found);
}
