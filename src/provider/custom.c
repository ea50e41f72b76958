/*
 * custom - any service that has an update URL: what a row of the table says of
 * the others, the user says of this one.
 */

#include "../provider.h"

/* What the templates hold: their settings, and whether it is one. */
static const char *const templates[] = {
	"url", "url-ipv6", "body", "headers", "good", "unchanged", "refused",
	"later",
};

static bool
holds(const struct settings *settings, const char *place)
{
	const char *request = settings_get(settings, "url");
	const char *body = settings_get(settings, "body");

	return strstr(request, place) != NULL ||
	    (body != NULL && strstr(body, place) != NULL);
}

/* Both families go in one request when the user's has a place for both. */
static enum reach
reach(const struct settings *settings)
{
	return holds(settings, "{addresses") ||
	    (holds(settings, "{ip}") && holds(settings, "{ip6")) ||
	    (holds(settings, "{ip|") && holds(settings, "{ip6")) ?
	    REACH_NAME : REACH_RECORD;
}

/* Credentials that no place asks for go as Basic authentication. */
static bool
logs_in(struct task *t)
{
	const char *headers = setting(t, "headers");

	return setting(t, "password") != NULL &&
	    !holds(t->settings, "{password") &&
	    (headers == NULL || strstr(headers, "{password") == NULL);
}

static struct service
service(struct task *t)
{
	const char *method = setting(t, "method");

	return (struct service){
		.request = setting(t, "url"),
		.request6 = setting(t, "url-ipv6"),
		.login = logs_in(t) ? "{user}:{password}" : NULL,
		.header = setting(t, "headers"), .body = setting(t, "body"),
		.posts = method != NULL && strcmp(method, "post") == 0,
		.refused = setting(t, "refused"), .later = setting(t, "later"),
		.same = setting(t, "unchanged"), .good = setting(t, "good"),
		.at = setting(t, "answer-at"),
		.by_status = setting(t, "good") == NULL,
	};
}

/* The URL is the user's own, and whole; only its places are not known yet. */
static const char *
wrong_url(struct task *t, const char *key)
{
	const char *url = setting(t, key);
	size_t scheme;

	if (url == NULL || (t->account->base != NULL && url[0] == '/'))
		return NULL;
	if (t->account->base != NULL)
		return text(t, "%s: behind the api-url it begins with /", key);
	scheme = strncmp(url, "https://", 8) == 0 ? 8 :
	    strncmp(url, "http://", 7) == 0 ? 7 : 0;
	if (scheme == 0)
		return text(t, "%s: it begins with neither https:// nor "
		    "http://", key);
	if (url[scheme + strcspn(url + scheme, "@/?#")] == '@')
		return text(t, "%s: it holds a user name; write user and "
		    "password as settings", key);
	return scheme == 8 || settings_yes(t->settings, "allow-http") ? NULL :
	    text(t, "%s: over plain http anybody on the way can read the "
	    "password; write allow-http = yes to use it all the same", key);
}

/* The setting that a place asks for and that is not there; NULL. */
static const char *
missing(struct task *t, const char *template)
{
	static const char *const words[] = { "user", "password", "token",
		"id" };
	size_t i;

	for (i = 0; i < COUNT(words); i++)
		if (setting(t, words[i]) == NULL && strstr(template,
		    text(t, "{%s}", words[i])) != NULL)
			return words[i];
	return NULL;
}

static const char *
check(struct task *t)
{
	const struct service made = service(t);
	const char *template, *wrong;
	size_t i;

	for (i = 0; i < COUNT(templates); i++) {
		template = setting(t, templates[i]);
		wrong = template == NULL ? NULL : template_wrong(t->arena,
		    template, SERVICE_PLACES);
		if (wrong != NULL)
			return text(t, "%s: there is no %s; the places are "
			    "{name} {ip} {ip6} {address} {addresses} {type} "
			    "{zone} {label} {user} {password} {token} {id}",
			    templates[i], wrong);
		wrong = template == NULL ? NULL : missing(t, template);
		if (wrong != NULL)
			return text(t, "%s: there is no %s for {%s}; write "
			    "%s = ..., or {%s|} if it may be empty",
			    templates[i], wrong, wrong, wrong, wrong);
	}
	wrong = wrong_url(t, "url");
	if (wrong == NULL)
		wrong = wrong_url(t, "url-ipv6");
	return wrong != NULL ? wrong : service_check(t, &made);
}

static enum verdict
describe(struct task *t)
{
	const struct service made = service(t);

	return service_describe(t, &made);
}

static enum verdict
update(struct task *t)
{
	const struct service made = service(t);

	return service_update(t, &made);
}

const struct provider provider_custom = {
	.id = "custom", .title = "Any service with an update URL",
	.aliases = "generic|callback", .kind = KIND_SERVICE,
	.docs = "https://www.rfc-editor.org/rfc/rfc6570",
	.permission = "what the service gives out for updates",
	.about = "The templates url, url-ipv6, body and headers and the "
	    "phrases may hold {name} {ip} {ip6} {address} {addresses} {type} "
	    "{zone} {label} {user} {password} {token} {id}; {ip6|no} stands "
	    "for no where there is no IPv6 address, and a pair of a query "
	    "whose place stays empty is left out. Phrases have | between "
	    "them. Without any, the answer is read as dyndns2 tokens, and "
	    "else by the HTTP status.",
	.keys = (const struct key[]){
		{ "url", { "*_URL" }, .set = 1,
		  .help = "the update URL, with places for what is sent" },
		{ .name = "url-ipv6",
		  .help = "the update URL for IPv6 alone, if it is another" },
		{ "user", { "*_USER", "*_USERNAME" },
		  .help = "the user name" },
		{ "password", { "*_PASSWORD" }, .secret = true,
		  .help = "the password; without a place for it, it goes as "
		      "Basic authentication" },
		{ "token", { "*_TOKEN" }, .secret = true,
		  .help = "the token, for its place" },
		{ .name = "id", .help = "what stands for {id}" },
		{ .name = "method", .words = "get|post",
		  .help = "post sends the query as a form (get)" },
		{ .name = "body",
		  .help = "what to POST: JSON, XML, or a form" },
		{ .name = "headers",
		  .help = "NAME: VALUE, several with | between them" },
		{ .name = "good", .help = "phrases that mean it is done" },
		{ .name = "unchanged",
		  .help = "phrases that mean it was so already" },
		{ .name = "refused",
		  .help = "phrases that mean not until it is mended" },
		{ .name = "later", .help = "phrases that mean not now" },
		{ .name = "answer-at",
		  .help = "the member of a JSON answer that holds them, such "
		      "as result.status" },
		SERVICE_KEYS },
	.holds = true, .by_dns = true, .reach_by = reach, .check = check,
	.describe = describe, .update = update,
};
