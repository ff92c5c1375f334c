import type { Issue } from './issue.ts'

type Counted = Pick<Issue, 'state' | 'dead' | 'retried'>

/** Whether any letter of it waits, or has been sent again and is not known to be done. Somebody may have called the issue resolved all the same. */
export const hasWork = ({ dead, retried }: Counted): boolean => dead + retried > 0

/** Whether somebody has to look: letters wait, and nobody has said to leave them alone. */
export const needsSomebody = (issue: Counted): boolean => issue.state !== 'ignored' && hasWork(issue)
