import type { EventDefinition } from '../../../events/define-event.ts'

/** Kinds of schema that give a value where the data has none, or none that they take. */
const FILLING = new Set(['default', 'prefault', 'catch'])

const known = new WeakMap<object, boolean>()

/**
 * Whether reading data of the newest version may add to it: code that is older than a default has stored events without that field, and
 * they have to be read like any other.
 */
export function fillsIn({ versions }: Pick<EventDefinition, 'versions'>): boolean {
  const schema = versions.at(-1)?.schema
  if (!schema) return false
  const before = known.get(schema)
  if (before !== undefined) return before
  const does = fills(schema, new Set())
  known.set(schema, does)
  return does
}

function fills(part: unknown, seen: Set<object>): boolean {
  if (typeof part !== 'object' || part === null || seen.has(part)) return false
  seen.add(part)
  const def = (part as { readonly _zod?: { readonly def: Definition } })._zod?.def
  if (def && FILLING.has(def.type)) return true
  if (def?.type === 'lazy') return fills(def.getter?.(), seen)
  return Object.values(def ?? part).some((inner) => fills(inner, seen))
}

interface Definition {
  readonly type: string
  readonly getter?: () => unknown
}
