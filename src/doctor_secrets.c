/* doctor_secrets - where each secret comes from; never what it is. */

#include <string.h>

#include "account.h"
#include "checkup.h"
#include "doctor_patient.h"
#include "mem.h"
#include "names.h"
#include "provider.h"

/* The setting that named the file or command which the secret came from, as
 * KEY-file; the main secret may have been called token. */
static const struct setting *
named_by(struct arena *arena, const struct account *account,
    const struct setting *secret, const char *form)
{
	const char *const stems[] = { secret->key, "token" };
	const struct setting *setting;
	size_t i;

	for (i = 0; i < COUNT(stems); i++) {
		setting = settings_find(account->settings,
		    arena_print(arena, "%s-%s", stems[i], form));
		if (setting != NULL && (same_string(setting->value,
		    secret->origin) || same_string(setting->origin,
		    secret->origin)))
			return setting;
	}
	return NULL;
}

static const char *
place(struct arena *arena, const struct account *account,
    const struct setting *secret)
{
	const struct setting *by = named_by(arena, account, secret, "command");
	const char *mode;

	if (by != NULL)
		return arena_print(arena, "%s (%s)", by->key, by->origin);
	mode = secret->origin[0] == '$' ? NULL :
	    doctor_mode(arena, secret->origin);
	by = named_by(arena, account, secret, "file");
	if (by != NULL && mode != NULL)
		return arena_print(arena, "%s %s (%s)", by->key,
		    secret->origin, mode);
	return mode == NULL ? secret->origin : arena_print(arena,
	    "the file %s (%s)", secret->origin, mode);
}

static void
examine_account(struct patient *patient, const struct account *account)
{
	struct checkup *checkup = patient->checkup;
	const struct provider *provider = account->provider;
	const char *subject = strcmp(account->id, "default") == 0 ?
	    provider->id : arena_print(patient->arena, "%s of %s",
	    provider->id, account->id);
	const struct setting *secret;
	const struct key *key;
	struct check *check;
	bool any = false;

	for (key = provider->keys; key->name != NULL; key++) {
		secret = !key->secret ? NULL :
		    settings_here(account->own, key->name);
		if (secret == NULL)
			continue;
		any = true;
		check = check_ok(checkup, subject, "%s: from %s", key->name,
		    place(patient->arena, account, secret));
		check_text(checkup, check, "key", key->name);
		check_text(checkup, check, "origin", secret->origin);
	}
	if (!any)
		check_ok(checkup, subject, "no secret is used");
}

bool
doctor_new_account(const struct names *names, size_t i)
{
	size_t before;

	for (before = 0; before < i; before++)
		if (names->list[before].account == names->list[i].account)
			return false;
	return true;
}

static void
conclude(struct patient *patient)
{
	const struct names *names = patient->names;
	size_t i;

	for (i = 0; i < names->n; i++)
		if (doctor_new_account(names, i))
			examine_account(patient, names->list[i].account);
}

const struct examination examine_secrets = {
	.name = "secrets",
	.conclude = conclude,
};
