/* hold_notes - what the parts of hold share: notes about subjects. */

#include "hold_notes.h"

#include "account.h"
#include "digest.h"
#include "mem.h"
#include "provider.h"
#include "redact.h"
#include "settings.h"

/* With its NUL, so that two values never look like two others. */
static void
add_value(struct buffer *text, const char *value)
{
	if (value == NULL)
		buffer_text(text, "-");
	else
		buffer_print(text, "+%s", value);
	buffer_add(text, "", 1);
}

/* All that was set for the subject, secrets too. */
static struct digest
hash_settings(const struct subject *subject)
{
	const struct account *account = subject->account;
	struct arena *arena = arena_new();
	struct buffer *text = buffer_new(arena);
	struct digest hash = { .size = 0 };
	const struct key *key;

	add_value(text, account->provider->id);
	add_value(text, account->base);
	for (key = account->provider->keys; key->name != NULL; key++)
		add_value(text, settings_get(subject->settings, key->name));
	add_value(text, settings_get(subject->settings, "zone"));
	add_value(text, settings_get(subject->settings, "ttl"));
	add_value(text, subject->name);
	digest(SHA256, text->data, text->size, &hash);
	arena_free(arena);
	return hash;
}

struct subject
hold_whole(const struct account *account)
{
	return (struct subject){ .account = account,
	    .settings = account->settings };
}

struct note
hold_about(struct hold *hold, const struct subject *subject,
    enum note_state state)
{
	struct note note = {
		.state = state,
		.provider = subject->account->provider->id,
		.account = redact(hold->arena, subject->account->id),
		.name = subject->name, .family = subject->family,
		.of_settings = hash_settings(subject),
	};

	note.settings = notes_settings(hold->arena, &hold->notes,
	    &note.of_settings);
	return note;
}

const struct note *
hold_find(struct hold *hold, const struct subject *subject,
    enum note_state state)
{
	struct note like;

	/* Most runs find nothing, and need no hash to know it. */
	if (!notes_know(&hold->notes, subject->account->provider->id))
		return NULL;
	like = hold_about(hold, subject, state);
	return notes_find(&hold->notes, &like);
}

bool
hold_is_past(const struct note *note, time_t now)
{
	return note->since <= (int64_t)now + HOLD_DAY;
}
