import { z } from 'zod'
import type { DeadLetterEnvironment } from '../../../dead-letters/environment.ts'
import type { Issue } from '../../../dead-letters/issues/issue.ts'
import { listIssues } from '../../../dead-letters/issues/list-issues.ts'
import { type CauselessIssues, causelessIssues } from '../../../dead-letters/queue/causeless-issues.ts'
import { type ConsoleOperation, consoleOperation } from '../../operation.ts'
import { consumer } from './inputs.ts'

export interface ListedIssues {
  readonly issues: readonly Issue[]
  /** What lies in the dead-letter queues and has no record. */
  readonly causeless: CauselessIssues
}

/** Messages looked at in each queue, as by `dead-letters list`. */
const MOST_LOOKED_AT = 100
/** A look hides messages for a moment and raises their receive counts, so that it is made more seldom than records are read. */
const BETWEEN_LOOKS_MS = 60_000

/** Issues, with what died without a cause: what is found of it gets its record, as from the command line. */
export function issuesOperation(environment: DeadLetterEnvironment): ConsoleOperation {
  const looks = new Map<string, { readonly at: number; readonly found: CauselessIssues }>()
  const look = async (name: string | undefined): Promise<CauselessIssues> => {
    const key = name ?? ''
    const last = looks.get(key)
    if (last && environment.now() - last.at < BETWEEN_LOOKS_MS) return last.found
    const selection = name === undefined ? {} : { consumer: name }
    const found = await causelessIssues(environment, { selection, most: MOST_LOOKED_AT, keep: true })
    looks.set(key, { at: environment.now(), found })
    return found
  }
  return consoleOperation({
    name: 'issues',
    kind: 'read',
    keptMs: 2_000,
    input: z.object({ consumer: consumer.optional() }),
    async run({ consumer: name }): Promise<ListedIssues> {
      const causeless = await look(name)
      return { issues: await listIssues(environment, name === undefined ? {} : { consumer: name }), causeless }
    },
  })
}
