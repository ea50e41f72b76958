/*
 * answer - what a dynamic-DNS service answered, word by word: the tokens of the
 * dyndns2 protocol (help.dyn.com, "Return Codes"), and the phrases of those who
 * have their own.
 */

#ifndef ANSWER_H
#define ANSWER_H

#include "service.h"
#include "task.h"

/*
 * Judges the reply to the update: a phrase or token that is known wins over the
 * HTTP status, but for a phrase that means success. Each change that stands now
 * is done, and was_so when the service says that it did before. The places of
 * its phrases are filled in already.
 */
enum verdict answer_read(struct task *, const struct service *);

#endif
