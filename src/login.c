/* login - the words of those who give a token for a password. */

#include "login.h"

struct session {
	const struct login *login;
	step_fn *then;
	bool again;
};

static struct session *
session_of(struct task *task)
{
	return scratch(task, sizeof(struct session));
}

const char *
token_of(struct task *task)
{
	return task->account->token;
}

static enum verdict
read_token(struct task *task)
{
	struct session *session = session_of(task);
	const char *token = status(task) / 100 == 2 ?
	    text_at(task, session->login->token) : NULL;

	if (token == NULL || token[0] == '\0')
		return session->login->refused(task);
	task->account->token = concealed(token);
	return session->then(task);
}

enum verdict
log_in(struct task *task, const struct login *login, step_fn *then)
{
	struct session *session = session_of(task);

	session->login = login;
	session->then = then;
	if (task->account->token != NULL)
		return then(task);
	login->send(task);
	only_reads(task);
	return ask(task, read_token);
}

enum verdict
log_in_again(struct task *task, step_fn *otherwise)
{
	struct session *session = session_of(task);

	if (session->again)
		return otherwise(task);
	session->again = true;
	session->login->send(task);
	only_reads(task);
	later(task, 1000);
	return ask(task, read_token);
}
