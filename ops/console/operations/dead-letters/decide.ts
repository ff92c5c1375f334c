import { z } from 'zod'
import { type AuditEnvironment, audited } from '../../../audit/audit-log.ts'
import type { DeadLetterEnvironment } from '../../../dead-letters/environment.ts'
import { decideOnIssue } from '../../../dead-letters/issues/issue-decisions.ts'
import type { IssueState } from '../../../dead-letters/issues/issue-state.ts'
import { listIssues } from '../../../dead-letters/issues/list-issues.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../../operation.ts'
import { consumer, fingerprint, reason } from './inputs.ts'

const STATES = {
  acknowledge: 'acknowledged',
  resolve: 'resolved',
  ignore: 'ignored',
  reopen: 'open',
  note: undefined,
} as const satisfies Record<string, IssueState | undefined>

export type IssueVerb = keyof typeof STATES

const verbs = Object.keys(STATES) as [IssueVerb, ...IssueVerb[]]

interface Deciding {
  readonly environment: DeadLetterEnvironment
  readonly auditLog: () => Promise<AuditEnvironment>
}

/** Records a person's decision on an issue; its letters stay as they are. */
export const decideOperations = ({ environment, auditLog }: Deciding): ConsoleOperation[] => [
  consoleOperation({
    name: 'issue-decide',
    kind: 'change',
    input: z.strictObject({
      consumer,
      fingerprint,
      verb: z.enum(verbs),
      note: z.string().trim().max(1_000).optional(),
      reason,
    }),
    async run({ verb, note, reason: why, ...asked }) {
      if (verb === 'note' && !note) throw new InputError('The note is empty.')
      const [issue] = await listIssues(environment, asked)
      if (!issue) throw new InputError(`${asked.consumer} has no dead letter with the cause ${asked.fingerprint}.`)
      const state = STATES[verb]
      const change = { ...(state && { state }), ...(note && { note }) }
      const log = await auditLog()
      const action = {
        action: `dead-letters ${verb}`,
        target: asked.fingerprint,
        ...(why && { reason: why }),
        details: { consumers: [asked.consumer], ...change },
      }
      const at = new Date(environment.now()).toISOString()
      await audited(log, action, () => decideOnIssue(environment, issue, change, { by: log.caller, at }))
      return { state: state ?? issue.state }
    },
  }),
]
