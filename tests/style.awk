# style.awk - what can be seen of the house's manners without a compiler:
# lengths, blanks, banned functions. Prints what is wrong.

BEGIN {
	banned = "strcpy strcat sprintf vsprintf strncpy strncat atoi atol " \
	    "strtok gets alloca popen system"
	count = split(banned, list, " ")
	for (i = 1; i <= count; i++)
		never[list[i]] = 1
	most["src/provider/duckdns.c"] = 59
	# What systems do for it is known to no other file.
	most["src/sandbox.c"] = 450
	most["src/provider/cloudflare.c"] = 199
}

function wrong(text) {
	print FILENAME ":" FNR ": " text
}

function width(line,    n, i, c) {
	n = 0
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		n = c == "\t" ? n + 8 - n % 8 : n + 1
	}
	return n
}

# The line without comments and without what strings hold.
function code(line,    out, c, two) {
	out = ""
	while (line != "") {
		c = substr(line, 1, 1)
		two = substr(line, 1, 2)
		if (comment) {
			comment = two != "*/"
			line = substr(line, comment ? 2 : 3)
		} else if (two == "/*") {
			comment = 1
			line = substr(line, 3)
		} else if (two == "//") {
			break
		} else if (match(line, /^"([^"\\]|\\.)*"/) ||
		    match(line, /^'([^'\\]|\\.)*'/)) {
			out = out c c
			line = substr(line, RLENGTH + 1)
		} else {
			out = out c
			line = substr(line, 2)
		}
	}
	return out
}

function close_file() {
	if (name == "")
		return
	limit = name in most ? most[name] : name ~ /^src\/.*\.[ch]$/ ? 350 : 0
	if (limit && lines > limit)
		print name ": " lines " lines, more than " limit
	if (blank)
		print name ": an empty line at the end"
}

FNR == 1 {
	close_file()
	name = FILENAME
	comment = begin = 0
	columns = name ~ /^src\// ? 80 : 100
	if (!/^\/\*/)
		wrong("no opening comment")
}

{
	lines = FNR
	blank = $0 == ""
	inside = comment
	text = code($0)
}

/[ \t\r]$/ { wrong("blanks at the end of the line") }
/ \t/ { wrong("a space before a tab") }
/^        / && !inside { wrong("spaces where a tab belongs") }
width($0) > columns { wrong("more than " columns " columns") }

{
	rest = text
	while (match(rest, /[A-Za-z_][A-Za-z_0-9]*[ \t]*\(/)) {
		word = substr(rest, RSTART, RLENGTH - 1)
		rest = substr(rest, RSTART + RLENGTH)
		sub(/[ \t]+$/, "", word)
		if (word in never)
			wrong(word " is not used here")
	}
}

/^[A-Za-z_][A-Za-z_0-9]*\(/ {
	title = $0
	sub(/\(.*/, "", title)
}
/^{/ { begin = FNR }
/^}/ && begin {
	if (FNR - begin + 1 > 60 || (title == "main" && FNR - begin + 1 == 60))
		wrong(title " has " FNR - begin + 1 " lines")
	begin = 0
}

END { close_file() }
