/* zoneserial - the next serial of a zone. */

#include "zoneserial.h"

#include <stdbool.h>

enum { TEN_YEARS = 3653 * 24 * 60 * 60 };

static bool
is_date(uint32_t serial)
{
	uint32_t year = serial / 1000000;
	uint32_t month = serial / 10000 % 100, day = serial / 100 % 100;

	return year >= 1970 && year <= 2105 && month >= 1 && month <= 12 &&
	    day >= 1 && day <= 31;
}

/* YYYYMMDD00, 0 when the day cannot be told. */
static int64_t
today(time_t now)
{
	struct tm day;

	if (gmtime_r(&now, &day) == NULL)
		return 0;
	return (((int64_t)day.tm_year + 1900) * 10000 +
	    (day.tm_mon + 1) * 100 + day.tm_mday) * 100;
}

uint32_t
zoneserial_next(uint32_t serial, time_t now)
{
	int64_t least = 0, next = (int64_t)serial + 1;

	if (is_date(serial))
		least = today(now);
	else if (serial > 1000000000 && serial >= (int64_t)now - TEN_YEARS &&
	    serial <= (int64_t)now + TEN_YEARS)
		least = now;
	if (least > next && least <= UINT32_MAX)
		next = least;
	return next > UINT32_MAX ? 1 : (uint32_t)next;
}
