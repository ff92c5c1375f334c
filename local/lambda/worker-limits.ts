import { setFlagsFromString } from 'node:v8'

/**
 * Lets each worker have the young generation that its `resourceLimits` say. Without this, `--max-semi-space-size` of the process, by
 * which `npm start` keeps its main thread small, counts for workers as well, and theirs would be three times as large.
 */
export function letWorkersHaveOwnLimits(): void {
  // The main thread has read the flag when it began, and keeps to it.
  setFlagsFromString('--max-semi-space-size=0')
}
