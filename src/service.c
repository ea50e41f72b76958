/*
 * service - how a dynamic-DNS service is asked, by its row of the table.
 *
 * Its record is read at the name servers, since hardly any of them lets it be
 * read; so a service is never sent an update that it does not need.
 */

#include "service.h"

#include <string.h>

#include "answer.h"
#include "dns/lookup.h"
#include "exchange.h"
#include "listing.h"
#include "mem.h"
#include "request.h"
#include "settings.h"
#include "template.h"

enum { OWN_HEADERS = 4 };	/* login, type and program; and one to spare */

/* A request that is filled in, and whom its places ask. */
struct form {
	struct task *t;
	struct service service;
};

static const char *
zone_of(struct task *t)
{
	return setting(t, "zone") != NULL ? setting(t, "zone") : t->live.zone;
}

/* What stands before the suffix of the service, or before its zone. */
static const char *
label(const struct form *form)
{
	struct task *t = form->t;
	const char *above = form->service.suffix != NULL ?
	    form->service.suffix : zone_of(t);
	const char *before = above == NULL ? NULL :
	    relative_to(t, t->changes->name, above);

	return before == NULL || before[0] == '\0' ? NULL : before;
}

static const char *
names(struct task *t)
{
	struct buffer *list = buffer_new(t->arena);
	size_t i;

	for (i = 0; i < t->n_changes; i++)
		if (i == 0 || strcmp(t->changes[i - 1].name,
		    t->changes[i].name) != 0)
			buffer_print(list, "%s%s", i > 0 ? "," : "",
			    t->changes[i].name);
	return list->data;
}

static const char *
addresses(struct task *t)
{
	const char *ip = wanted_address(t, IPV4);
	const char *ip6 = wanted_address(t, IPV6);

	return ip == NULL ? ip6 : ip6 == NULL ? ip :
	    text(t, "%s,%s", ip, ip6);
}

/* What the record holds of the family that is not to be set. */
static const char *
live_address(struct task *t, enum family family)
{
	const struct live *live = t->changes->live;
	char room[ADDRESS_ROOM];
	size_t i;

	for (i = 0; i < live->n; i++)
		if (live->records[i].is_address &&
		    live->records[i].address.family == family)
			return text(t, "%s",
			    address_text(&live->records[i].address, room));
	return NULL;
}

static const char *
address(struct task *t, enum family family, const char *otherwise)
{
	const char *wanted = wanted_address(t, family);

	return wanted != NULL ? wanted :
	    otherwise != NULL && strcmp(otherwise, "live") == 0 ?
	    live_address(t, family) : otherwise;
}

/* "192.0.2.7" for {address}: a fill_fn. */
static const char *
word(void *of, const char *place, const char *otherwise)
{
	const struct form *form = of;
	struct task *t = form->t;
	const char *found;

	if (strcmp(place, "ip") == 0)
		return address(t, IPV4, otherwise);
	if (strcmp(place, "ip6") == 0)
		return address(t, IPV6, otherwise);
	if (strcmp(place, "name") == 0)
		found = names(t);
	else if (strcmp(place, "zone") == 0)
		found = zone_of(t);
	else if (strcmp(place, "label") == 0)
		found = label(form);
	else if (strcmp(place, "apex") == 0)
		found = label(form) == NULL ? "true" : "false";
	else if (strcmp(place, "address") == 0)
		found = change_address(t, t->changes);
	else if (strcmp(place, "addresses") == 0)
		found = addresses(t);
	else if (strcmp(place, "type") == 0)
		found = family_type(t->changes->address.family);
	else
		found = setting(t, place);
	return found != NULL ? found : otherwise;
}

static const char *
filled(struct form *form, const char *template, enum writing writing)
{
	return template == NULL ? NULL : template_fill(form->t->arena,
	    template, writing, word, form);
}

/* "{user}:{password}", each part for itself: a password may hold a colon. */
static void
log_in(struct form *form)
{
	const char *login = form->service.login;
	int user = login == NULL ? 0 : (int)strcspn(login, ":");

	if (login != NULL)
		basic(form->t, filled(form, text(form->t, "%.*s", user,
		    login), AS_IT_IS),
		    filled(form, login + user + 1, AS_IT_IS));
}

/* "NAME: VALUE | NAME: VALUE", which service_check has seen. */
static void
add_headers(struct form *form)
{
	const char *at = form->service.header, *end, *value;
	struct task *t = form->t;

	for (; at != NULL; at = end == NULL ? NULL : end + 3) {
		end = strstr(at, " | ");
		value = at + strcspn(at, ":") + 1;
		value += strspn(value, " ");
		header(t, text(t, "%.*s", (int)strcspn(at, ":"), at),
		    filled(form, end == NULL ? value : text(t, "%.*s",
		    (int)(end - value), value), AS_IT_IS));
	}
	if (setting(t, "user-agent") != NULL)
		header(t, "User-Agent", setting(t, "user-agent"));
}

static const char *
where(struct form *form, const char *request)
{
	struct task *t = form->t;
	const char *base = t->account->base != NULL ? t->account->base :
	    setting(t, "server") != NULL ?
	    text(t, "https://%s", setting(t, "server")) : "";

	return text(t, "%s%s", base, filled(form, request, IN_URL));
}

static struct exchange *
send_body(struct form *form, const char *url)
{
	static const struct {
		enum writing writing;
		const char *type;
	} types[] = {
		{ IN_JSON, "application/json" }, { IN_XML, "text/xml" },
		{ IN_FORM, "application/x-www-form-urlencoded" },
	};
	const char *body = form->service.body;
	size_t i = strchr("{[", body[0]) != NULL ? 0 : body[0] != '<' ? 2 : 1;

	return send_text(form->t, "POST", url, types[i].type,
	    filled(form, body, types[i].writing));
}

static struct exchange *
send(struct form *form)
{
	struct task *t = form->t;
	const struct service *service = &form->service;
	bool ipv6_alone = wanted_address(t, IPV4) == NULL;
	const char *request = ipv6_alone && service->request6 != NULL ?
	    service->request6 : service->request;
	const char *query = strchr(request, '?');

	if (service->body != NULL)
		return send_body(form, where(form, request));
	if (service->posts && query != NULL)
		return send_form(t, where(form, text(t, "%.*s",
		    (int)(query - request), request)),
		    filled(form, query + 1, IN_FORM));
	return write_by_get(t, where(form, request));
}

static enum verdict
read_answer(struct task *t)
{
	struct form *form = scratch(t, sizeof(*form));
	struct service service = form->service;

	service.refused = filled(form, service.refused, AS_IT_IS);
	service.later = filled(form, service.later, AS_IT_IS);
	service.same = filled(form, service.same, AS_IT_IS);
	service.good = filled(form, service.good, AS_IT_IS);
	return answer_read(t, &service);
}

static bool
has_place(const struct service *service, const char *place)
{
	const char *const templates[] = { service->request, service->request6,
		service->body };
	size_t i;

	for (i = 0; i < COUNT(templates); i++)
		if (templates[i] != NULL &&
		    strstr(templates[i], place) != NULL)
			return true;
	return false;
}

/* What a service does to the family that is left out is not to happen. */
static enum verdict
fail_incomplete(struct task *t, const struct service *service)
{
	if (has_place(service, "{ip|live}") &&
	    address(t, IPV4, "live") == NULL)
		return fail(t, FAULT_REFUSED, "it sets an IPv4 address of its "
		    "own where none is sent; keep both families, with -4 -6");
	if (zone_of(t) == NULL && service->suffix == NULL &&
	    (has_place(service, "{zone") || has_place(service, "{label")))
		return fail(t, FAULT_CONFIG, "the zone is not known; give "
		    "--zone");
	return CHANGED;
}

enum verdict
service_update(struct task *t, const struct service *service)
{
	struct form *form = scratch(t, sizeof(*form));
	struct exchange *x;

	*form = (struct form){ t, *service };
	if (fail_incomplete(t, service) == FAILED)
		return FAILED;
	x = send(form);
	x->once = true;
	if (service->from_source) {
		x->detects = true;
		x->any_family = false;
		x->family = t->changes->address.family;
	}
	log_in(form);
	add_headers(form);
	return ask(t, read_answer);
}

bool
service_tells_names_apart(const struct service *service)
{
	return service->all_names || has_place(service, "{name") ||
	    has_place(service, "{label") || has_place(service, "{id") ||
	    (service->login != NULL &&
	    strstr(service->login, "{name") != NULL);
}

enum verdict
service_describe(struct task *t, const struct service *service)
{
	const char *before = service->suffix == NULL ? "" :
	    relative_to(t, t->name, service->suffix);

	if (before == NULL || (service->suffix != NULL && before[0] == '\0'))
		return fail(t, FAULT_REFUSED, "only names below %s can be set "
		    "here", service->suffix);
	if (has_place(service, "|live}"))
		t->families = 1u << IPV4 | 1u << IPV6;
	return lookup_live(t);
}

/* Each part has a name, and there are not too many. */
static bool
are_headers(const char *headers)
{
	size_t left = HEADERS - OWN_HEADERS;
	const char *end, *colon;

	for (; headers != NULL; headers = end == NULL ? NULL : end + 3) {
		end = strstr(headers, " | ");
		colon = strchr(headers, ':');
		if (colon == NULL || colon == headers || left-- == 0 ||
		    (end != NULL && colon > end))
			return false;
	}
	return true;
}

const char *
service_check(struct task *t, const struct service *service)
{
	const char *user = setting(t, "user");
	const char *days = setting(t, "refresh-days");
	long number;

	/* Where the user ends is told by the colon. */
	if (service->login != NULL && user != NULL && strchr(user, ':') != NULL)
		return "user: a user name has no colon";
	if (days != NULL && !number_parse(days, 1, 365, &number))
		return "refresh-days: give a number from 1 to 365";
	if (!are_headers(service->header))
		return "headers: write NAME: VALUE, several with \" | \" "
		    "between them, a dozen at most";
	return NULL;
}
