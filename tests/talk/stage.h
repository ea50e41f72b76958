/* stage - the wire that a talk is played on. */

#ifndef STAGE_H
#define STAGE_H

struct talk;
struct wire;

struct wire *stage_open(struct talk *);
/* All that the talk holds was asked, and no more. */
void	 stage_end(struct wire *);

#endif
