/*
 * weigh - runs a program and prints what it took: microseconds by the wall, of
 * CPU, and its peak memory as getrusage counts it.
 *
 * usage: weigh PROGRAM [ARGUMENT ...]
 *
 * The peak of a new process begins with what its parent had before exec, so the
 * parent has to be this small.
 */

#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static long long
microseconds(struct timeval time)
{
	return time.tv_sec * 1000000LL + time.tv_usec;
}

int
main(int argc, char *argv[])
{
	struct rusage usage;
	long long began = now(), wall;
	int status;
	pid_t child;

	if (argc < 2 || (child = fork()) == -1)
		return 127;
	if (child == 0) {
		execv(argv[1], argv + 1);
		_exit(127);
	}
	if (waitpid(child, &status, 0) == -1)
		return 127;
	wall = now() - began;
	getrusage(RUSAGE_CHILDREN, &usage);
	printf("%lld %lld %ld\n", wall, microseconds(usage.ru_utime) +
	    microseconds(usage.ru_stime), usage.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}
