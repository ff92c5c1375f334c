import { isKnownCheck } from '../schema/code-checks.ts'
import { CATCHES, canonicalJson, type JsonSchema } from '../schema/json-schema.ts'
import { compareLocated } from './compare.ts'
import type { Pending } from './comparison.ts'
import { areDisjoint } from './disjoint.ts'
import { at } from './finding.ts'
import { Keeping, type Kept } from './keeping.ts'
import { elementAt } from './lists.ts'
import { type Located, ownValue, partsOf, variantsOf } from './resolve.ts'

/**
 * What a reader leaves of the data that a writer wrote. Zod's objects drop fields that they do not list, and of a union the first
 * variant that accepts a value reads it, so a field is sure to be kept only if every variant that may come first keeps it.
 */
export const keptBy = (writer: JsonSchema, reader: JsonSchema): Kept =>
  keptAt({ writer: { schema: writer, root: writer }, reader: { schema: reader, root: reader }, pointer: '', place: '' })

interface Pair {
  readonly writer: Located
  readonly reader: Located
  readonly pointer: string
  /** The pointer with the variants of the writer on the way. */
  readonly place: string
  /** A schema that contains itself is followed for one turn. */
  readonly pending?: Pending
}

function keptAt(pair: Pair): Keeping {
  const { writer, reader, pointer, place, pending = new Set() } = pair
  const key = `${canonicalJson(writer.schema)} ${canonicalJson(reader.schema)}`
  const [written, read] = [variantsOf(writer), variantsOf(reader)]
  // What cannot be taken apart is not comparable, which is told as such.
  if (!written || !read || pending.has(key)) return Keeping.everything(place, pointer)
  const nested = new Set([...pending, key])
  const kept = new Keeping()
  written.forEach((variant, index) => {
    const own = written.length > 1 ? `${place}(${index})` : place
    const each = readersOf(variant, read).map((one) =>
      one.schema[CATCHES] && compareLocated(variant, one).length > 0
        ? new Keeping()
        : keptByOne({ writer: variant, reader: one, pointer, place: own, pending: nested }),
    )
    kept.addAll(Keeping.common(each, own, pointer))
  })
  return kept
}

/** The variants that may read what a variant of the writer has written: none comes after the first that accepts all of it. */
function readersOf(writer: Located, read: readonly Located[]): Located[] {
  const readers: Located[] = []
  for (const reader of read) {
    if (areDisjoint(writer, reader)) continue
    readers.push(reader)
    if (reader.schema[CATCHES] || compareLocated(writer, reader).length === 0) break
  }
  return readers
}

function keptByOne(pair: Pair): Keeping {
  const { writer, reader, pointer, place } = pair
  const to = reader.schema
  const kept = new Keeping()
  if (to.allOf) {
    for (const part of partsOf(to)) kept.addAll(keptAt({ ...pair, reader: { ...reader, schema: part } }))
    return kept
  }
  if (to.type === undefined && !to.enum && to.const === undefined) return Keeping.everything(place, pointer)
  if (!overwrites(writer.schema, to)) kept.add(place, pointer)
  if (to.type === 'object') addFields(kept, pair)
  if (to.type === 'array') addElements(kept, pair)
  return kept
}

/** Whether it changes a value that was written without that change. */
function overwrites(from: JsonSchema, to: JsonSchema): boolean {
  const known = from['x-code-checks'] ?? []
  const checks = to['x-code-checks'] ?? []
  return checks.some((check) => check.startsWith('overwrite: ') && !isKnownCheck(check, known))
}

function addFields(kept: Keeping, pair: Pair): void {
  const [from, to] = [pair.writer.schema, pair.reader.schema]
  // Without the keyword, zod's objects drop what they do not list.
  const others = unlisted(to)
  for (const [name, written] of Object.entries(from.properties ?? {})) {
    const read = ownValue(to.properties, name) ?? others
    if (read) addInner(kept, pair, name, written, read)
  }
  const written = unlisted(from)
  if (written && others) addInner(kept, pair, '*', written, others)
}

const unlisted = ({ additionalProperties }: JsonSchema): JsonSchema | undefined =>
  additionalProperties === true ? {} : additionalProperties || undefined

function addElements(kept: Keeping, pair: Pair): void {
  const [from, to] = [pair.writer.schema, pair.reader.schema]
  const named = Math.max(from.prefixItems?.length ?? 0, to.prefixItems?.length ?? 0)
  for (let index = 0; index <= named; index++) {
    const [written, read] = [elementAt(from, index), elementAt(to, index)]
    if (!written || !read) break
    addInner(kept, pair, index === named ? '*' : String(index), written, read)
  }
}

function addInner(kept: Keeping, pair: Pair, name: string, written: JsonSchema, read: JsonSchema): void {
  const [pointer, place] = [at(pair.pointer, name), at(pair.place, name)]
  const inner = { writer: { ...pair.writer, schema: written }, reader: { ...pair.reader, schema: read } }
  kept.addAll(keptAt({ ...pair, ...inner, pointer, place }))
}
