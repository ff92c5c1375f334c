import { canonicalJson, type JsonSchema } from '../schema/json-schema.ts'
import { placesIn } from './places.ts'

/** A place that a reader knows, and what it puts there if nothing else is there. */
export interface Filled {
  readonly pointer: string
  /** More than one where variants of a union have different ones. */
  readonly defaults: readonly unknown[]
  /** Whether some variant accepts data without it. */
  readonly mayBeAbsent: boolean
}

/** Every place of a reader's schema, by its pointer and the tagged variants on the way. */
export function defaultsIn(reader: JsonSchema): ReadonlyMap<string, Filled> {
  const filled = new Map<string, Filled>()
  for (const { pointer, place, located, target, mayBeAbsent } of placesIn(reader)) {
    const before = filled.get(place)
    const own = [located.schema, target?.schema ?? {}].flatMap((one) => ('default' in one ? [one.default] : []))
    const defaults = [...(before?.defaults ?? []), ...own].filter(isFirst)
    filled.set(place, { pointer, defaults, mayBeAbsent: mayBeAbsent || (before?.mayBeAbsent ?? false) })
  }
  return filled
}

const isFirst = (value: unknown, index: number, all: readonly unknown[]): boolean =>
  all.findIndex((other) => canonicalJson(other) === canonicalJson(value)) === index
