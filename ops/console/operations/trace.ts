import { z } from 'zod'
import { findTraces } from '../../trace/find-traces.ts'
import type { Trace } from '../../trace/trace.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../operation.ts'
import type { ConsoleEnvironment } from './environment.ts'

const id = z.string().regex(/^[A-Za-z0-9_.:/-]{1,200}$/, 'must be the id of a request, event, command or aggregate')
const DAY_MS = 86_400_000

/** All that a request, event, command or aggregate set in motion: the same as `ops trace`, looking back one day. */
export const traceOperation = (environment: ConsoleEnvironment): ConsoleOperation =>
  consoleOperation({
    name: 'trace',
    kind: 'read',
    keptMs: 2_000,
    input: z.object({ id }),
    async run({ id: asked }): Promise<readonly Trace[]> {
      const now = environment.now()
      const found = await findTraces(environment, { id: asked, since: now - DAY_MS, now })
      if (found.length === 0) throw new InputError(`Nothing is on record of ${asked} in the last day.`)
      return found
    },
  })
