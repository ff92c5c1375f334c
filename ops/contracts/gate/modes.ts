import type { Compatibility } from '../../../events/compatibility.ts'

/**
 * `backward`: new code reads what old code has written. `forward`: old code, still running, reads what new code writes.
 */
export type Direction = 'backward' | 'forward'

export function directionsOf(mode: Compatibility): readonly Direction[] {
  if (mode === 'none') return []
  if (mode.startsWith('full')) return ['backward', 'forward']
  return mode.startsWith('backward') ? ['backward'] : ['forward']
}

/** Whether every released form counts, not only the newest. */
export const isTransitive = (mode: Compatibility): boolean => mode.endsWith('-transitive')
