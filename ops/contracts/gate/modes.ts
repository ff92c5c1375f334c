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

/** The mode that asks for all that two modes ask for. */
export function bothOf(one: Compatibility, other: Compatibility | undefined): Compatibility {
  if (other === undefined || one === other) return one
  const directions = [...new Set([...directionsOf(one), ...directionsOf(other)])]
  const [first] = directions
  if (!first) return 'none'
  const direction = directions.length === 2 ? 'full' : first
  return isTransitive(one) || isTransitive(other) ? `${direction}-transitive` : direction
}

export const isWeaker = (one: Compatibility, other: Compatibility | undefined): boolean => bothOf(one, other) !== one
