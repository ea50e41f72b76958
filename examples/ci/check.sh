#!/bin/sh
# check - a job for CI or a monitor: do all names hold the address they should?
# Nothing is written, and permission to read is enough.
#
# usage: check.sh [dnsfollow option or name]...
#
# The job fails when a name differs or something must be mended. Trouble that
# passes by itself is only noted, so that a short outage wakes nobody.
set -u

: "${DNSFOLLOW:=dnsfollow}"
report=$("$DNSFOLLOW" --check --json "$@")
status=$?

# What the report says; the whole of it where there is no jq.
show() {
	if command -v jq >/dev/null 2>&1; then
		printf '%s\n' "$report" | jq -r '
			(.records[] |
				"\(.name) \(.type) \(.before | join(", ")) \(.status)" +
				if .error then ": \(.error.message)" else "" end),
			(.errors[] | "\(.code): \(.message)")'
	else
		printf '%s\n' "$report"
	fi
}

case $status in
0)	echo "all names are right"
	exit 0 ;;
1)	echo "these names differ:"
	show
	exit 1 ;;
69 | 75)
	echo "cannot tell now (status $status); the next run may do"
	show
	exit 0 ;;
64 | 66 | 78)
	echo "the job itself is set up wrongly (status $status):" ;;
68)	echo "there is no such zone or record (status $status):" ;;
77)	echo "the credentials were refused (status $status):" ;;
*)	echo "somebody must look at this (status $status):" ;;
esac
show
exit 1
