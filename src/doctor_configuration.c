/* doctor_configuration - the file, who may change it, the names it is for. */

#include <sys/stat.h>
#include <sys/types.h>

#include <pwd.h>

#include "account.h"
#include "checkup.h"
#include "config.h"
#include "doctor_patient.h"
#include "mem.h"
#include "names.h"
#include "provider.h"

enum { NAMES_MOST = 8 };	/* that one line lists */

static const char *
owner_name(struct arena *arena, uid_t uid)
{
	const struct passwd *user = getpwuid(uid);

	return user != NULL ? arena_string(arena, user->pw_name) :
	    arena_print(arena, "%lu", (unsigned long)uid);
}

const char *
doctor_mode(struct arena *arena, const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return NULL;
	return arena_print(arena, "mode %04o, owner %s",
	    (unsigned)status.st_mode & 07777,
	    owner_name(arena, status.st_uid));
}

/* Who may write it decides which commands are run, and where secrets go. */
static bool
others_may_write(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
	    (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

void
doctor_configuration(struct patient *patient)
{
	struct checkup *checkup = patient->checkup;
	const char *path = patient->config->path, *mode;
	struct check *check;

	checkup->examining = "configuration";
	if (path == NULL) {
		check_ok(checkup, NULL, "no file: all of it is given with this "
		    "run");
		return;
	}
	mode = doctor_mode(patient->arena, path);
	if (mode == NULL)
		check = check_ok(checkup, path, "read");
	else if (others_may_write(path))
		check = check_warn(checkup, path, "others may change it (%s); "
		    "run \"chmod go-w %s\"", mode, path);
	else
		check = check_ok(checkup, path, "%s", mode);
	check_text(checkup, check, "file", path);
}

void
doctor_names(struct patient *patient)
{
	const struct names *names = patient->names;
	struct checkup *checkup = patient->checkup;
	struct buffer *list = buffer_new(patient->arena);
	struct check *check;
	size_t i;

	if (names->n == 0) {
		check_warn(checkup, NULL, "no name is configured; give one: "
		    "dnsfollow --doctor -p PROVIDER home.example.com");
		return;
	}
	for (i = 0; i < names->n && i < NAMES_MOST; i++)
		buffer_print(list, "%s%s (%s)", i > 0 ? ", " : "",
		    names->list[i].name,
		    names->list[i].account->provider->id);
	if (names->n > NAMES_MOST)
		buffer_print(list, ", and %zu more", names->n - NAMES_MOST);
	check = check_ok(checkup, NULL, "%zu name%s: %s", names->n,
	    names->n == 1 ? "" : "s", list->data);
	check_number(checkup, check, "names", (long)names->n);
}
