/* pins - the keys that the servers of an account may have. */

#include "pins.h"

#include <string.h>

#include "encode.h"
#include "log.h"
#include "mem.h"
#include "settings.h"

enum { SHA256_SIZE = 32 };

static const char before[] = "sha256//";

/* Blanks, which the decoder passes over, would be part of it for libcurl. */
static bool
is_pin(struct arena *arena, const char *text)
{
	size_t size;

	return strncmp(text, before, strlen(before)) == 0 &&
	    strpbrk(text, " \t\r\n") == NULL &&
	    base64_decode(arena, text + strlen(before), &size) != NULL &&
	    size == SHA256_SIZE;
}

const char *
pins_read(struct arena *arena, const struct settings *settings)
{
	const struct setting *setting = settings_find(settings, "pin");
	const char **pin = settings_list(arena, settings, "pin");
	struct buffer *pins = buffer_new(arena);

	for (; *pin != NULL; pin++) {
		if (!is_pin(arena, *pin))
			log_die(setting_status(setting), "%s: \"%s\" is no "
			    "pin; it is sha256// and the 44 letters of a "
			    "key's SHA-256 in base64", setting->origin, *pin);
		buffer_print(pins, "%s%s", pins->size > 0 ? ";" : "", *pin);
	}
	return pins->size > 0 ? pins->data : NULL;
}
