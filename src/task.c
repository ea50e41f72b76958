/*
 * task - a conversation: steps that read the last reply and fill the next
 * request, and the one loop that carries them to the wire and back.
 *
 * Two rules of politeness live here, so that no provider needs to know them.
 * What was read once in this run is not asked again: an identical read of the
 * same account joins the first. And credentials are tried once: until an
 * account has answered, its other tasks wait behind the first.
 */

#include "task.h"

#include "log.h"
#include "mem.h"
#include "reads.h"
#include "retry.h"
#include "wire.h"

struct asker {
	struct asker *next;
	struct task *task;
};

struct queue {
	struct task *first, **last;
};

struct engine {
	struct arena *arena;
	struct wire *wire;
	int64_t retry_for;	/* ms */
	struct reads reads;	/* of the sources */
	struct queue ready;	/* to take their next step */
	struct queue ended;
	size_t open;		/* begun and not returned */
};

/* What an honest server never needs: steps of a conversation, bytes of its
 * replies. */
enum { MOST_TURNS = 1000, MOST_BYTES = 16 * 1024 * 1024 };

static void
push(struct queue *queue, struct task *task)
{
	task->queued = NULL;
	*queue->last = task;
	queue->last = &task->queued;
}

static struct task *
pop(struct queue *queue)
{
	struct task *task = queue->first;

	if (task == NULL)
		return NULL;
	queue->first = task->queued;
	if (queue->first == NULL)
		queue->last = &queue->first;
	return task;
}

struct engine *
engine_new(struct arena *arena, struct wire *wire, long retry_for)
{
	struct engine *engine = arena_alloc(arena, sizeof(*engine));

	engine->arena = arena;
	engine->wire = wire;
	engine->retry_for = (int64_t)retry_for * 1000;
	engine->ready.last = &engine->ready.first;
	engine->ended.last = &engine->ended.first;
	return engine;
}

void
engine_begin(struct engine *engine, struct task *task, step_fn *step)
{
	task->next = step;
	task->n_asked = task->n_asking = 0;
	task->begun = wire_now(engine->wire);
	task->ended = false;
	if (!task->aside)
		engine->open++;
	push(&engine->ready, task);
}

static void
conclude(struct engine *engine, struct task *task, enum verdict verdict)
{
	if (verdict == FAILED && task->fault == NO_FAULT)
		task_fail(task, FAULT_BUG, "it failed and does not say why");
	task->verdict = verdict;
	task->ms = (long)(wire_now(engine->wire) - task->begun);
	task->ended = true;
	if (!task->aside)
		push(&engine->ended, task);
}

/* The account was refused, or asked for a pause: the others ask no more. */
static void
refuse(struct engine *engine, struct task *task)
{
	const struct task *refused = task->account->refused;

	task_fail(task, refused->fault, refused->why);
	task->code = refused->code;
	task->http = refused->http;
	conclude(engine, task, FAILED);
}

static enum verdict
step(struct engine *engine, struct task *task)
{
	const struct exchange *failed = task_unanswered(task);

	task->now = wire_clock(engine->wire);
	wire_random(engine->wire, task->nonce, sizeof(task->nonce));
	task->ms = (long)(wire_now(engine->wire) - task->begun);
	task->n_asking = 0;
	task->reading = 0;
	return failed == NULL || task->reads_failures ? task->next(task) :
	    task_fail_unanswered(task, failed);
}

/* The first answer of the account opens the way for those behind it. */
static void
open_gate(struct engine *engine, struct account *account)
{
	struct task *waiting;

	account->proven = true;
	while ((waiting = account->waiting) != NULL) {
		account->waiting = waiting->queued;
		push(&engine->ready, waiting);
	}
}

/* ms for one of its requests. */
static int64_t
patience_left(struct engine *engine, const struct task *task,
    const struct exchange *exchange)
{
	int64_t left = task->begun + task->patience - wire_now(engine->wire);

	if (exchange->timeout > 0 && exchange->timeout < left)
		return exchange->timeout;
	return left > 0 ? left : 1;
}

static void
put_on_wire(struct engine *engine, struct task *task, struct exchange *exchange)
{
	int64_t pause = exchange->not_before - wire_now(engine->wire);

	if (exchange->sign != NULL) {
		task->now = wire_clock(engine->wire) +
		    (pause > 0 ? (time_t)(pause / 1000) : 0);
		wire_random(engine->wire, task->nonce, sizeof(task->nonce));
		exchange->n_headers = exchange->n_plain;
		exchange->sign(task, exchange);
	}
	if (task->patience > 0)
		exchange->timeout = patience_left(engine, task, exchange);
	exchange->pins = task->account == NULL || exchange->anonymous ?
	    NULL : task->account->pins;
	exchange->attempts++;
	wire_send(engine->wire, exchange);
}

static void
send_one(struct engine *engine, struct task *task, size_t i)
{
	struct exchange *exchange = task->asking[i];
	struct reads *reads = task->account == NULL ? &engine->reads :
	    &task->account->reads;
	struct asker *asker;

	if (!exchange->reads)
		reads->n = 0;	/* a write: what was read is old now */
	else if (!exchange->anew)
		exchange = reads_share(engine->arena, reads, exchange);
	task->asked[i] = exchange;
	if (exchange->finished || (exchange->askers != NULL &&
	    exchange->askers->task == task))
		return;
	asker = arena_alloc(engine->arena, sizeof(*asker));
	*asker = (struct asker){ exchange->askers, task };
	exchange->askers = asker;
	if (exchange->attempts > 0)
		return;
	exchange->first_sent = wire_now(engine->wire);
	if (exchange->delay > 0)
		exchange->not_before = exchange->first_sent + exchange->delay;
	exchange->repeatable = !task->reads_failures && task->patience == 0;
	put_on_wire(engine, task, exchange);
}

static bool
all_finished(const struct task *task)
{
	size_t i;

	for (i = 0; i < task->n_asked; i++)
		if (!task->asked[i]->finished)
			return false;
	return true;
}

static void
send_all(struct engine *engine, struct task *task)
{
	struct account *account = task->account;
	size_t i;

	if (account != NULL && !account->proven) {
		if (account->asking == NULL)
			account->asking = task;
		if (account->asking != task) {
			task->queued = account->waiting;
			account->waiting = task;
			return;
		}
	}
	task->n_asked = task->n_asking;
	for (i = 0; i < task->n_asking; i++)
		send_one(engine, task, i);
	task->n_asking = 0;
	if (all_finished(task))
		push(&engine->ready, task);
}

static bool
is_endless(struct task *task)
{
	size_t i;

	for (i = 0; i < task->n_asked; i++)
		task->received += task->asked[i]->reply_size;
	/* One that takes its time is the asker's own wish. */
	if (task->n_asked == 0 || task->asked[0]->delay == 0)
		task->turns++;
	return task->turns > MOST_TURNS || task->received > MOST_BYTES;
}

static void
advance(struct engine *engine, struct task *task)
{
	struct account *account = task->account;
	enum verdict verdict;

	if (account != NULL && account->refused != NULL) {
		refuse(engine, task);
		return;
	}
	if (task->n_asking > 0) {	/* it waited at the gate */
		send_all(engine, task);
		return;
	}
	verdict = !is_endless(task) ? step(engine, task) :
	    task_fail(task, FAULT_PROTOCOL, "the server never comes to an "
	    "end; is it the right one?");
	if (account != NULL && verdict == FAILED &&
	    (task->fault == FAULT_AUTH || task->wait > 0))
		account->refused = task;
	if (account != NULL && !account->proven && account->asking == task)
		open_gate(engine, account);
	if (verdict == ASKED)
		send_all(engine, task);
	else
		conclude(engine, task, verdict);
}

/* What failed and may go well in a moment goes out again. */
static bool
try_again(struct engine *engine, struct exchange *exchange)
{
	int64_t now = wire_now(engine->wire), pause = retry_pause(exchange);

	if (pause < 0 || pause >= wire_left(engine->wire) ||
	    now + pause > exchange->first_sent + engine->retry_for ||
	    wire_signal(engine->wire) != 0)
		return false;
	log_verbose("%s; trying again in %ld s",
	    exchange->error != NULL ? exchange->error : "the server is busy",
	    (long)(pause / 1000));
	exchange->not_before = now + pause;
	put_on_wire(engine, exchange->askers->task, exchange);
	return true;
}

static void
finish(struct engine *engine, struct exchange *exchange)
{
	struct asker *asker;

	if (try_again(engine, exchange))
		return;
	exchange->finished = true;
	for (asker = exchange->askers; asker != NULL; asker = asker->next)
		if (all_finished(asker->task))
			push(&engine->ready, asker->task);
}

bool
engine_go_on(struct engine *engine)
{
	struct task *task = pop(&engine->ready);
	struct exchange *exchange;

	if (task != NULL)
		advance(engine, task);
	else if ((exchange = wire_wait(engine->wire)) != NULL)
		finish(engine, exchange);
	else
		return false;
	return true;
}

struct task *
engine_next(struct engine *engine)
{
	struct task *task;

	while ((task = pop(&engine->ended)) == NULL)
		if (engine->open == 0 || !engine_go_on(engine))
			return NULL;
	engine->open--;
	return task;
}

const struct reads *
engine_reads(const struct engine *engine)
{
	return &engine->reads;
}
