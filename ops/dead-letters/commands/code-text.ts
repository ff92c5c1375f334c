import { ago } from '../../cli/durations.ts'
import type { RunningCode } from '../issues/running-code.ts'

/**
 * Says which deployment a failure belongs to, e.g. `3f9c0a51d2e8, which runs now; deployed 2 h ago`.
 * @param revision of the code that it failed in.
 */
export function codeText(revision: string, running: RunningCode | undefined, now: number): string {
  if (running?.revision === undefined) return revision
  const deployed = running.deployedAt === undefined ? '' : `; deployed ${ago(running.deployedAt, now)}`
  return revision === running.revision
    ? `${revision}, which runs now${deployed}`
    : `${revision}, which does not run any more: ${running.revision} does${deployed}`
}
