/*
 * mutate - how inputs of fuzz_talk are changed: reply by reply and value by
 * value, since a JSON text with a few bytes turned is nearly always no JSON.
 */

#include <ctype.h>

#include "fuzz.h"

size_t	 LLVMFuzzerMutate(uint8_t *, size_t, size_t);
size_t	 LLVMFuzzerCustomMutator(uint8_t *, size_t, size_t, unsigned);
size_t	 LLVMFuzzerCustomCrossOver(const uint8_t *, size_t, const uint8_t *,
	    size_t, uint8_t *, size_t, unsigned);

/* A piece of the input. */
struct span {
	size_t at, size;
};

struct mutation {
	char *text;
	size_t size, most;
	unsigned long random;
};

static const char *const values[] = {
	"null", "true", "false", "0", "1", "-1", "300", "2147483648",
	"18446744073709551616", "1e999", "1.5", "\"\"", "\"0\"", "\"a\"", "[]",
	"{}", "[[]]", "[null]", "[{}]", "{\"id\":1}", "\"\\u0000\"",
	"\"\\u001b[2J\"", "\"\\ud800\"", "\"%n%s\"", "\"../..\"", "\"a/b\"",
	"\"a?b=c&d#e\"", "\"a\\r\\nX: y\"", "\"home.example.com.\"",
	"\"HOME.example.com\"", "\"example.com\"", "\"@\"", "\"A\"",
	"\"AAAA\"", "\"CNAME\"", "\"192.0.2.7\"", "\"192.0.2.1\"",
	"\"2001:db8::7\"", "\"::ffff:192.0.2.7\"", "\"192.0.2.07\"",
	"\"https://evil.test/\"", "\"\xff\"", "4294967296", "-9223372036854775808",
};

static const char *const firsts[] = {
	"200", "201", "202", "204", "301", "302", "400", "401", "403", "404",
	"405", "409", "410", "412", "422", "429", "500", "502", "503", "999",
	"timeout", "refused", "unresolved", "cut", "untrusted", "garbled",
	"absent", "unreadable", "unwritable", "changed", "busy", "written",
	"NOERROR", "NOERROR aa", "NXDOMAIN aa", "SERVFAIL", "REFUSED", "NOTAUTH",
	"NOERROR signed", "NOERROR forged", "NOTAUTH BADKEY", "200 <html>",
	"good", "nochg", "200 good 192.0.2.7", "200 badauth", "200 911",
	"200 ip=192.0.2.7", "hex 0001 0000 0000 c00c 0001 0001 0000012c 0004",
};

static const char *const lines[] = {
	"<h Retry-After: 1", "<h Retry-After: 99999999999999999999",
	"<h Retry-After: -5", "<h Location: https://evil.test/",
	"<h Content-Type: text/html", "<h Peer: 198.18.0.7", "<h Date: x",
	"@ again", "@ time 2045-01-02T03:04:05Z", "< [", "< ]}", "<",
	"> GET https://api.example.test/", "< timeout", "< 200 {}", "< 200 []",
	"< 200", "< NOERROR aa", "< home.example.com 300 A 192.0.2.1",
	"< home.example.com 300 CNAME x.example.net",
	"< authority example.com 300 SOA ns1.example.com",
	"< additional ns1.example.com 300 A 192.0.2.53",
	"$ cloudflare other.example.com AAAA 2001:db8::7",
};

static const char *const words[] = {
	"AAAA", "2001:db8::7", "192.0.2.7", "replace=yes", "force=yes",
	"no-create=yes", "check=yes", "dry-run=yes", "status=yes", "wait=30",
	"ttl=60", "ttl=1", "ttl=2147483647", "zone=example.com", "zone=com",
	"quorum=2", "source=web", "source=router", "source=stun", "source=doh",
	"source=interface", "source=web:cn", "source=command:x",
	"live-server=192.0.2.53", "live-server=https://dns.test/q", "host-id=::7",
	"ipv6=temporary", "allow-special=no", "allow-cdn=yes", "retry-for=0",
	"api-url=https://api.example.test/v1", "family=ipv4,ipv6",
	"gateway=192.168.1.1", "allow-http=yes", "refresh-days=1",
};

#define PICK(m, array) \
	((array)[pick((m), sizeof(array) / sizeof((array)[0]))])

static size_t
pick(struct mutation *m, size_t n)
{
	m->random = m->random * 6364136223846793005UL + 1442695040888963407UL;
	return n == 0 ? 0 : (size_t)(m->random >> 33) % n;
}

/* The piece becomes those bytes, if there is room. */
static void
put(struct mutation *m, struct span old, const char *bytes, size_t size)
{
	if (m->size - old.size + size > m->most)
		return;
	memmove(m->text + old.at + size, m->text + old.at + old.size,
	    m->size - old.at - old.size);
	memcpy(m->text + old.at, bytes, size);
	m->size = m->size - old.size + size;
}

/* Any line that begins so, with its end; false when there is none. */
static bool
find_line(struct mutation *m, const char *begin, struct span *line)
{
	size_t at, size, seen = 0;
	const char *end;

	for (at = 0; at < m->size; at += size) {
		end = memchr(m->text + at, '\n', m->size - at);
		size = end == NULL ? m->size - at :
		    (size_t)(end - m->text) - at + 1;
		if (size <= strlen(begin) ||
		    memcmp(m->text + at, begin, strlen(begin)) != 0)
			continue;
		if (pick(m, ++seen) == 0)
			*line = (struct span){ at, size };
	}
	return seen > 0;
}

/* A turn: from a line with ">" to the next of these. */
static bool
find_turn(struct mutation *m, struct span *turn)
{
	size_t at;

	if (!find_line(m, ">", turn))
		return false;
	for (at = turn->at + turn->size; at < m->size && m->text[at] != '>' &&
	    m->text[at] != '$'; at++)
		for (; at + 1 < m->size && m->text[at] != '\n'; at++)
			continue;
	turn->size = (at > m->size ? m->size : at) - turn->at;
	return true;
}

/* A value of JSON in the line, or a word of letters. */
static bool
find_value(struct mutation *m, struct span line, struct span *value)
{
	size_t at, end, seen = 0;

	for (at = line.at; at < line.at + line.size; at = end) {
		end = at + 1;
		if (m->text[at] == '"') {
			while (end < line.at + line.size &&
			    m->text[end] != '"')
				end += m->text[end] == '\\' ? 2 : 1;
			end++;
		} else if (isalnum((unsigned char)m->text[at]))
			while (end < line.at + line.size &&
			    (isalnum((unsigned char)m->text[end]) ||
			    strchr("-.:_", m->text[end]) != NULL))
				end++;
		else
			continue;
		if (end > line.at + line.size)
			break;
		if (pick(m, ++seen) == 0)
			*value = (struct span){ at, end - at };
	}
	return seen > 0;
}

static void
change_value(struct mutation *m)
{
	struct span line, value, other;
	const char *with = PICK(m, values);
	char copy[256];

	if (!find_line(m, "<", &line) || !find_value(m, line, &value))
		return;
	if (pick(m, 3) > 0) {
		put(m, value, with, strlen(with));
		return;
	}
	if (!find_line(m, pick(m, 2) == 0 ? "<" : "$", &line) ||
	    !find_value(m, line, &other) || other.size > sizeof(copy))
		return;
	memcpy(copy, m->text + other.at, other.size);
	put(m, value, copy, other.size);
}

/* Bytes of one line, which stays one. */
static void
change_line(struct mutation *m, const char *begin)
{
	uint8_t room[4096];
	struct span line;
	size_t size, i;

	if (!find_line(m, begin, &line) || line.size < 4 ||
	    line.size > sizeof(room) / 2)
		return;
	line.at += 2;
	line.size -= 3;
	memcpy(room, m->text + line.at, line.size);
	size = LLVMFuzzerMutate(room, line.size, sizeof(room));
	for (i = 0; i < size; i++)
		if (room[i] == '\n' || room[i] == '\0')
			room[i] = ' ';
	put(m, line, (const char *)room, size);
}

static void
add_word(struct mutation *m)
{
	const char *word = PICK(m, words);
	struct span line, value;

	if (!find_line(m, "$", &line))
		return;
	if (pick(m, 3) == 0 && find_value(m, line, &value)) {
		put(m, value, word, strlen(word));
		return;
	}
	line.at += line.size - (m->text[line.at + line.size - 1] == '\n');
	line.size = 0;
	put(m, line, word, strlen(word));
	put(m, line, " ", 1);
}

static void
add_line(struct mutation *m)
{
	const char *text = PICK(m, lines);
	struct span line;

	if (!find_line(m, "", &line))
		return;
	line.at += line.size;
	line.size = 0;
	put(m, line, "\n", 1);
	put(m, line, text, strlen(text));
}

static void
double_turn(struct mutation *m)
{
	struct span turn, other;
	char copy[4096];

	if (!find_turn(m, &turn) || !find_turn(m, &other) ||
	    turn.size > sizeof(copy))
		return;
	memcpy(copy, m->text + turn.at, turn.size);
	if (pick(m, 2) == 0)
		other.size = 0;
	put(m, other, copy, turn.size);
}

/* How the reply begins. */
static void
change_first(struct mutation *m)
{
	const char *first = PICK(m, firsts), *end;
	struct span turn;

	if (!find_turn(m, &turn))
		return;
	end = memchr(m->text + turn.at, '<', turn.size);
	if (end == NULL)
		return;
	turn.at = (size_t)(end - m->text) + 1;
	turn.at += turn.at < m->size && m->text[turn.at] == ' ';
	turn.size = 0;
	while (turn.at + turn.size < m->size &&
	    m->text[turn.at + turn.size] != '\n' &&
	    (m->text[turn.at + turn.size] != ' ' || pick(m, 4) == 0))
		turn.size++;
	put(m, turn, first, strlen(first));
}

static void
remove_something(struct mutation *m)
{
	struct span gone;

	if (pick(m, 2) == 0 ? find_turn(m, &gone) : find_line(m,
	    pick(m, 2) == 0 ? "<" : "", &gone))
		put(m, gone, "", 0);
}

static void
mutate(struct mutation *m)
{
	switch (pick(m, 12)) {
	case 0: case 1: case 2: case 3:
		change_value(m);
		break;
	case 4:
		change_line(m, "<");
		break;
	case 5:
		change_line(m, pick(m, 4) == 0 ? "$" : "<");
		break;
	case 6:
		add_word(m);
		break;
	case 7:
		add_line(m);
		break;
	case 8:
		double_turn(m);
		break;
	case 9: case 10:
		change_first(m);
		break;
	case 11:
		remove_something(m);
		break;
	}
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	struct mutation m = { (char *)data, size, most, seed };
	size_t times = 1 + pick(&m, 4);

	if (size == 0 || pick(&m, 50) == 0)
		return LLVMFuzzerMutate(data, size, most);
	while (times-- > 0)
		mutate(&m);
	return m.size;
}

/* A turn of the one takes the place of one of the other, or stands beside it;
 * or the wishes of the one stand over the replies of the other. */
size_t
LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size,
    const uint8_t *other, size_t other_size, uint8_t *out, size_t most,
    unsigned seed)
{
	struct mutation from = { (char *)malloc(other_size + 1), other_size,
	    other_size, seed };
	struct mutation m = { (char *)out, one_size, most, seed };
	struct span piece, place;
	const char *begin = pick(&m, 4) == 0 ? "$" : NULL;

	if (one_size > most)
		m.size = most;
	memcpy(out, one, m.size);
	memcpy(from.text, other, other_size);
	if (begin != NULL ? find_line(&from, begin, &piece) &&
	    find_line(&m, begin, &place) : find_turn(&from, &piece) &&
	    find_turn(&m, &place)) {
		if (begin == NULL && pick(&m, 2) == 0)
			place.size = 0;
		put(&m, place, from.text + piece.at, piece.size);
	}
	free(from.text);
	return m.size;
}
