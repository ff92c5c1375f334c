/**
 * Which changes of a schema are allowed without a new version.
 * - `backward`: new code reads what old code has written. Consumers have to be deployed first.
 * - `forward`: old code reads what new code writes. Producers have to be deployed first.
 * - `full`: both, so that the order of deployment does not matter.
 * - `none`: nothing is checked. For what has not left its team yet.
 *
 * `…-transitive`: against every released form of the version, not only the newest. Events are kept for ever, so this is
 * what stored events need.
 */
export const compatibilities = [
  'none',
  'backward',
  'forward',
  'full',
  'backward-transitive',
  'forward-transitive',
  'full-transitive',
] as const

export type Compatibility = (typeof compatibilities)[number]

export const DEFAULT_COMPATIBILITY: Compatibility = 'full-transitive'
