import { z } from 'zod'
import { isoTime } from '../../../lambdas/runtime/system/clock.ts'
import { findTraces } from '../../trace/find-traces.ts'
import type { Trace } from '../../trace/trace.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../operation.ts'
import type { ConsoleEnvironment } from './environment.ts'

const id = z.string().regex(/^[A-Za-z0-9_.:/-]{1,200}$/, 'must be the id of a request, event, command or aggregate')
const DAY_MS = 86_400_000

/** All that a request, event, command or aggregate set in motion: the same as `ops trace`, looking back one day where no time is given. */
export const traceOperation = (environment: ConsoleEnvironment): ConsoleOperation =>
  consoleOperation({
    name: 'trace',
    kind: 'read',
    keptMs: 2_000,
    input: z.object({ id, since: z.iso.datetime().optional() }),
    async run({ id: asked, since }): Promise<readonly Trace[]> {
      const now = environment.now()
      const from = since === undefined ? now - DAY_MS : Date.parse(since)
      const found = await findTraces(environment, { id: asked, since: from, now })
      if (found.length === 0) {
        throw new InputError(
          `Nothing is on record of ${asked} since ${isoTime(from)}: the command's --since looks further back.`,
        )
      }
      return found
    },
  })
