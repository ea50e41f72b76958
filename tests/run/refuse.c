/*
 * refuse - preloaded into a program: in each run one allocation is refused, or
 * all from that one on, as if there were no memory.
 *
 * An order is "NUMBER ALL"; number 0 refuses nothing. What came of it is "STATUS
 * SEEN LIVE FILES FUNCTION...": how the run ended, as waitpid(2) has it, how many
 * there were, how many of them and how many files were left when it ended by
 * itself, and of a crash the functions that were under way, as far as they have
 * names.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "serve.h"

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

enum { DEPTH = 16, FILES = 256 };

/* What a child shares with its parent. */
struct shared {
	atomic_ulong seen;
	atomic_long live;
	int files;
	void *frames[DEPTH];
	int n_frames;
};

static struct shared early, *shared = &early;
static unsigned long number;
static int all;

static int
refused(void)
{
	const unsigned long n = atomic_fetch_add(&shared->seen, 1) + 1;

	if (number == 0 || (all ? n < number : n != number))
		return 0;
	errno = ENOMEM;
	return 1;
}

static void *
counted(void *memory)
{
	if (memory != NULL)
		atomic_fetch_add(&shared->live, 1);
	return memory;
}

void *
malloc(size_t size)
{
	return refused() ? NULL : counted(__libc_malloc(size));
}

void *
calloc(size_t n, size_t size)
{
	return refused() ? NULL : counted(__libc_calloc(n, size));
}

/* With a size of 0 glibc frees it. */
void *
realloc(void *memory, size_t size)
{
	void *other;

	if (refused())
		return NULL;
	other = __libc_realloc(memory, size);
	if (memory == NULL)
		return counted(other);
	if (other == NULL && size == 0)
		atomic_fetch_sub(&shared->live, 1);
	return other;
}

void *
memalign(size_t alignment, size_t size)
{
	return refused() ? NULL : counted(__libc_memalign(alignment, size));
}

void
free(void *memory)
{
	if (memory != NULL)
		atomic_fetch_sub(&shared->live, 1);
	__libc_free(memory);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int
posix_memalign(void **memory, size_t alignment, size_t size)
{
	*memory = memalign(alignment, size);
	return *memory == NULL ? ENOMEM : 0;
}

/* Once; then it ends as it would have. */
static void
note_crash(int signal_number)
{
	number = 0;
	shared->n_frames = backtrace(shared->frames, DEPTH);
	raise(signal_number);
}

static void
watch_crashes(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE };
	struct sigaction action = { .sa_handler = note_crash };
	size_t i;

	action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
	for (i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &action, NULL);
}

/* The child has everything where its parent has it. */
static void
tell(int status)
{
	char result[2048];
	Dl_info info;
	int i, size;

	size = snprintf(result, sizeof(result), "%d %lu %ld %d", status,
	    atomic_load(&shared->seen), atomic_load(&shared->live),
	    shared->files);
	for (i = 0; i < shared->n_frames; i++)
		if (dladdr(shared->frames[i], &info) != 0 &&
		    info.dli_sname != NULL)
			size += snprintf(result + size, sizeof(result) -
			    (size_t)size, " %.100s", info.dli_sname);
	serve_result(result);
	serve_result("\n");
}

/* true in the child. */
static int
is_child(void)
{
	const pid_t child = fork();
	int status = 0;

	if (child == 0) {
		serve_run();
		watch_crashes();
		return 1;
	}
	if (waitpid(child, &status, 0) != child)
		_exit(98);
	tell(status);
	return 0;
}

/* After all that main() and the libraries do. */
__attribute__((destructor))
static void
count_files(void)
{
	int fd;

	for (fd = 0; fd < FILES; fd++)
		shared->files += fcntl(fd, F_GETFD) != -1;
}

__attribute__((constructor))
static void
serve(void)
{
	void *frame;
	char order[64];

	if (!serve_begin())
		return;
	backtrace(&frame, 1);	/* it is loaded when first called */
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	while (serve_order(order, sizeof(order))) {
		if (sscanf(order, "%lu %d", &number, &all) != 2)
			_exit(97);
		atomic_store(&shared->seen, 0);
		atomic_store(&shared->live, 0);
		shared->files = shared->n_frames = 0;
		if (is_child())
			return;
	}
	_exit(0);
}
