/*
 * service - what a row of services.def says of a dynamic-DNS service: how it is
 * asked, and what its answers mean. A text here is a template (template.h) with
 * these places:
 *
 *	{name}		the name; {zone} its zone, {label} what stands before
 *			the zone, or before the suffix of the service
 *	{ip} {ip6}	the address of the family; left out when it is not to
 *			be set; {ip|live}: what the record holds already
 *	{apex}		"true" when the name is its zone, else "false"
 *	{address}	the only address of a request that sets one family
 *	{addresses}	both, with a comma between
 *	{type}		A or AAAA, of {address}
 *	{user} {password} {token} {id}	settings of the account or name
 */

#ifndef SERVICE_H
#define SERVICE_H

#include <stdbool.h>

#include "task.h"
#include "template.h"

struct service {
	/* Path and query; for a request that sets IPv6 alone, if it differs. */
	const char *request, *request6;
	const char *login;	/* Basic authentication, "{user}:{password}" */
	const char *header;	/* "Authorization: Token {token}", several with
				   " | " between them */
	const char *body;	/* JSON, XML or a form, sent by POST; a form's
				   query then stays in the URL */
	const char *suffix;	/* names here are LABEL.suffix */
	bool posts;		/* the query goes as a form instead */
	bool all_names;		/* it is for every name of the account */
	bool from_source;	/* it sets the address that it is asked from */
	/*
	 * Phrases of its answers, "|" between them, looked for in this order as
	 * whole words of any case; first in the JSON member at the path, if
	 * there is one. What none of them is in is read as dyndns2 tokens, a
	 * line each, and then by the HTTP status.
	 */
	const char *refused, *later, *same, *good;
	const char *at;		/* JSON path, "result.status" */
	bool by_status;		/* an HTTP status of 2xx is all it says */
	long interval;		/* s between updates of a name; 0: 300 */
};

/* The rows that every such provider has at the end of its keys. */
#define SERVICE_KEYS \
	{ .name = "user-agent", \
	  .help = "what the program calls itself there" }, \
	{ .name = "refresh-days", \
	  .help = "write again after so many days, where idle names expire" }, \
	{ .name = NULL }

/* The places of the templates, for template_wrong. */
#define SERVICE_PLACES "name|zone|label|apex|ip|ip6|address|addresses|type|" \
	"user|password|token|id"

/* The conversations of such a service. */
enum verdict service_describe(struct task *, const struct service *);
enum verdict service_update(struct task *, const struct service *);
/* Its request says which name is meant; else the account has but one. */
bool	 service_tells_names_apart(const struct service *);
/* What is wrong with the settings for it; NULL. */
const char *service_check(struct task *, const struct service *);

#endif
