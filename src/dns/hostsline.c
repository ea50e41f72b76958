/* hostsline - the lines and words of a text in the form of hosts(5). */

#include "hostsline.h"

#include <string.h>
#include <strings.h>

enum { NAME_MOST = 255 };	/* bytes; longest name and a final dot */

/* As isspace(3) has it in the C library's own reader of hosts(5). */
static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

bool
hosts_line(struct hosts_lines *lines, struct hosts_piece *line)
{
	const char *start = lines->text + lines->at, *end;
	size_t left = lines->size - lines->at;

	if (left == 0)
		return false;
	end = memchr(start, '\n', left);
	line->at = start;
	line->size = end == NULL ? left : (size_t)(end - start);
	lines->at += line->size + (end == NULL ? 0 : 1);
	lines->number++;
	while (line->size > 0 && is_blank(start[line->size - 1]))
		line->size--;
	return true;
}

bool
hosts_word(struct hosts_piece *line, struct hosts_piece *word)
{
	while (line->size > 0 && is_blank(*line->at)) {
		line->at++;
		line->size--;
	}
	word->at = line->at;
	while (line->size > 0 && !is_blank(*line->at) && *line->at != '#') {
		line->at++;
		line->size--;
	}
	word->size = (size_t)(line->at - word->at);
	return word->size > 0;
}

bool
hosts_address(struct hosts_piece *line, struct address *address)
{
	struct hosts_piece word;

	return hosts_word(line, &word) &&
	    (address_parse(address, IPV4, word.at, word.size) ||
	    address_parse(address, IPV6, word.at, word.size));
}

bool
hosts_is_mark(struct hosts_piece line, const char *mark)
{
	return line.size == strlen(mark) &&
	    memcmp(line.at, mark, line.size) == 0;
}

bool
hosts_is_name(struct hosts_piece word)
{
	return word.size <= NAME_MOST &&
	    memchr(word.at, '\0', word.size) == NULL;
}

static size_t
without_dot(struct hosts_piece name)
{
	return name.size > 0 && name.at[name.size - 1] == '.' ?
	    name.size - 1 : name.size;
}

int
hosts_compare(struct hosts_piece a, struct hosts_piece b)
{
	const size_t a_size = without_dot(a), b_size = without_dot(b);
	const int order = strncasecmp(a.at, b.at,
	    a_size < b_size ? a_size : b_size);

	return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}
