#!/bin/sh
# check - a job for CI or a monitor: do all names hold the address they should?
# Nothing is written, and permission to read is enough.
#
# usage: check.sh [dnsfollow option or name]...
#
# The job fails when a name differs or something must be mended. Trouble that
# passes by itself is only noted, so that a short outage wakes nobody. Options
# that make it no check, such as -o or --show-ip, let it fail, too.
set -u

: "${DNSFOLLOW:=dnsfollow}"
report=$("$DNSFOLLOW" --check --json "$@")
status=$?

# What the report says; the whole of it where there is no jq.
show() {
	if command -v jq >/dev/null 2>&1; then
		printf '%s\n' "$report" | jq -r '
			(.records[] |
				"\(.name) \(.type) " + (.before | if . == [] then
					"none" else join(", ") end) + " \(.status)" +
				if .error then ": \(.error.message)" else "" end),
			(.errors[] | "\(.code): \(.message)")'
	else
		printf '%s\n' "$report"
	fi
}

# A status is believed only with what belongs to it.
case $status:$report in
0:*'"result":"unchanged"'*'"records":[{'*)
	echo "all names are right"
	exit 0 ;;
1:*'"result":"differs"'*'"records":[{'*)
	echo "these names differ:"
	show
	exit 1 ;;
[01]:*)	echo "this was no check of names (status $status); it said:"
	printf '%s\n' "$report"
	exit 1 ;;
esac
case $status in
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
