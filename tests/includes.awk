# includes.awk - who may include whom. Reads tests/floors first, then the
# sources; prints what is wrong.

function stem(path) {
	sub(/\.(c|h|def)$/, "", path)
	return path
}

# "provider/../sign.h" -> "sign.h"
function resolve(directory, path) {
	while (sub(/^\.\.\//, "", path))
		sub(/[^\/]*\/$/, "", directory)
	return directory path
}

function floor_of(path,    name) {
	name = stem(path)
	if (name in floor)
		return floor[name]
	sub(/\/[^\/]*$/, "/*", name)
	if (name in floor)
		return floor[name]
	sub(/_[^_]*$/, "_*", name)
	return name in floor ? floor[name] : ""
}

function wrong(text) {
	print FILENAME ":" FNR ": " text
}

function foreign() {
	if (/<curl\// && file !~ /^wire_curl.*\.c$/ && file != "url.c")
		wrong("libcurl is known to wire_curl*.c and url.c alone")
	if (/<(psa|mbedtls)\// && file != "digest.c")
		wrong("Mbed TLS is known to digest.c alone")
}

function neighbours(target) {
	if (file ~ /^provider\/.*\.c$/ &&
	    target !~ /^(provider\.h|services\.def|sign\.h|xml\.h|(sign|dns)\/)/)
		wrong("a provider includes provider.h, the table of services, " \
		    "sign, xml and dns alone")
	if (file ~ /^source\/.*\.c$/ && target !~ /^(source\.h|echo\.h|url\.h|stun\.h|surroundings\.h|links\.h|candidates\.h|gateway\.h|natpmp\.h|igd\.h|dns\/)/)
		wrong("a source includes source.h, echo.h, url.h, stun.h, surroundings.h, gateway.h, " \
		    "links.h, candidates.h, natpmp.h, igd.h and dns alone")
}

function ours(target,    from, to) {
	neighbours(target)
	from = floor_of(file)
	to = floor_of(target)
	if (to == "")
		wrong("give " target " a floor in tests/floors")
	else if (from != "" && to > from)
		wrong(target " stands on a floor above (" to ", here " from ")")
	if (file ~ /\.h$/ && target ~ /\.h$/)
		edges[file] = edges[file] " " target
}

# A walk over headers that meets itself has found a ring.
function walk(header, path,    targets, n, i) {
	if (state[header] == "done" || ringed)
		return
	if (state[header] == "open") {
		print "src: headers in a ring:" path " " header
		ringed = 1
		return
	}
	state[header] = "open"
	n = split(edges[header], targets, " ")
	for (i = 1; i <= n; i++)
		walk(targets[i], path " " header)
	state[header] = "done"
}

FILENAME == "tests/floors" {
	if (!/^#/)
		for (i = 2; i <= NF; i++)
			floor[$i] = $1 + 0
	next
}

FNR == 1 {
	file = FILENAME
	sub(/^src\//, "", file)
	directory = file
	sub(/[^\/]*$/, "", directory)
	if (floor_of(file) == "")
		wrong("give " file " a floor in tests/floors")
}

/^[ \t]*#[ \t]*include[ \t]*</ { foreign() }

/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, parts, "\"")
	ours(resolve(directory, parts[2]))
}

END {
	for (header in edges)
		walk(header, "")
}
