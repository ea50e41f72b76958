/*
 * dyndns2 - the services of the table, a provider each, and any other one that
 * speaks their protocol.
 */

#include "../provider.h"

/* Whose request it is, and what it needs of the settings. */
#define USER { "user", { "*_USER", "*_USERNAME" }, .set = 1, \
	.help = "the user name, often the mail address of the account" }
#define SECRET { "password", { "*_PASSWORD" }, .secret = true, .set = 1, \
	.help = "the password, or the key that is only for updates" }
#define TOKEN_KEY { "token", { "*_TOKEN" }, .secret = true, .set = 1, \
	.help = "the token, or the key in the update URL" }
#define ID { "id", { "*_ID" }, .set = 1, \
	.help = "what the service calls the record: its number or label" }

static const struct key keys_user[] = { USER, SECRET, SERVICE_KEYS };
static const struct key keys_password[] = { SECRET, SERVICE_KEYS };
static const struct key keys_token[] = { TOKEN_KEY, SERVICE_KEYS };
static const struct key keys_user_id[] = { USER, SECRET, ID, SERVICE_KEYS };

#define KEYS_BASIC keys_user
#define KEYS_HOST_BASIC keys_password
#define KEYS_TOKEN_BASIC keys_token
#define KEYS_NONE_BASIC keys_token
#define KEYS_USER_PASSWORD keys_user
#define KEYS_PASSWORD keys_password
#define KEYS_TOKEN keys_token
#define KEYS_BASIC_ID keys_user_id
#define KEYS_USER_PASSWORD_ID keys_user_id

#define LOGIN_BASIC "{user}:{password}"
#define LOGIN_HOST_BASIC "{name}:{password}"
#define LOGIN_TOKEN_BASIC "{token}:{token}"
#define LOGIN_NONE_BASIC "none:{token}"
#define LOGIN_USER_PASSWORD NULL
#define LOGIN_PASSWORD NULL
#define LOGIN_TOKEN NULL
#define LOGIN_BASIC_ID LOGIN_BASIC
#define LOGIN_USER_PASSWORD_ID NULL

#define AT_DNS .describe = describe, .by_dns = true
#define TOGETHER .reach = REACH_NAME, AT_DNS
#define TOGETHER_20 .reach = REACH_ALIKE, .most = 20, AT_DNS
#define EACH .reach = REACH_RECORD, AT_DNS
#define ONE_FAMILY .reach = REACH_RECORD, .one_family = true, AT_DNS
#define IPV4_ONLY .reach = REACH_RECORD, .ipv4_only = true, AT_DNS
#define IPV4_ONLY_20 .reach = REACH_ALIKE, .most = 20, .ipv4_only = true, AT_DNS
#define NO_RECORD_IPV4 .reach = REACH_RECORD, .ipv4_only = true

static enum verdict
describe(struct task *t)
{
	return service_describe(t, t->account->provider->service);
}

static enum verdict
update(struct task *t)
{
	return service_update(t, t->account->provider->service);
}

static const char *
check(struct task *t)
{
	return service_check(t, t->account->provider->service);
}

#define SERVICE(id_, title_, aliases_, docs_, base_, login_, families_, \
    about_, ...) \
	const struct provider provider_##id_ = { \
		.id = #id_, .title = title_, .aliases = aliases_, \
		.kind = KIND_SERVICE, .docs = docs_, .endpoint = base_, \
		.permission = "what the service gives out for updates", \
		.about = about_, .keys = KEYS_##login_, .holds = true, \
		families_, .check = check, .update = update, \
		.service = &(const struct service){ \
			.login = LOGIN_##login_, __VA_ARGS__ \
		}, \
	};
#include "../services.def"
#undef SERVICE

/* Both families in one request is what not every server understands. */
static const struct service any = {
	.request = "/nic/update?hostname={name}&myip={address}",
	.login = LOGIN_BASIC,
};

static enum verdict
describe_any(struct task *t)
{
	return service_describe(t, &any);
}

static enum verdict
update_any(struct task *t)
{
	return service_update(t, &any);
}

static const char *
check_any(struct task *t)
{
	const char *wrong = wrong_server(t, "server");

	if (t->account->base == NULL && setting(t, "server") == NULL)
		return "which server? give server = HOST, or --api-url";
	return wrong != NULL ? wrong : service_check(t, &any);
}

const struct provider provider_dyndns2 = {
	.id = "dyndns2", .title = "Any service of the dyndns2 protocol",
	.kind = KIND_SERVICE,
	.docs = "https://help.dyn.com/perform-update/",
	.permission = "what the service gives out for updates",
	.about = "For a service or a box that is not in this list. What asks "
	    "in another way can be told to the provider custom.",
	.keys = (const struct key[]){ USER, SECRET,
		{ "server", { "*_SERVER" }, .help = "its host[:port], which is "
		  "asked for /nic/update over https" }, SERVICE_KEYS },
	.holds = true, .by_dns = true, .reach = REACH_RECORD,
	.check = check_any, .describe = describe_any, .update = update_any,
};
