import { isKnownCheck } from '../schema/code-checks.ts'
import { canonicalJson, isNothing, type JsonSchema } from '../schema/json-schema.ts'
import type { Compare, Pending } from './comparison.ts'
import { describe, isTagged, tagsOf } from './describe.ts'
import type { Finding } from './finding.ts'
import { unknownKeywords } from './keywords.ts'
import { compareLists } from './lists.ts'
import { compareObjects } from './objects.ts'
import { type Located, resolve, variantsOf } from './resolve.ts'
import { compareNumbers, compareTexts } from './scalars.ts'
import { accepts, listedValues } from './values.ts'

/**
 * Why a reader may refuse what a writer writes: nothing when every value that the writer's schema allows is accepted by
 * the reader's. What cannot be reasoned about counts as refused, so an empty answer is a proof and a finding may be a
 * false alarm.
 */
export const compare = (writer: JsonSchema, reader: JsonSchema): Finding[] =>
  compareLocated({ schema: writer, root: writer }, { schema: reader, root: reader })

/** The same of parts of two documents. */
export const compareLocated = (writer: Located, reader: Located): Finding[] => compareAt(writer, reader, '', new Set())

const compareAt: Compare = (writer, reader, pointer, pending) => {
  const pair = `${canonicalJson(writer.schema)} ${canonicalJson(reader.schema)}`
  if (pending.has(pair)) return []
  const nested = new Set([...pending, pair])
  const written = variantsOf(writer)
  const read = variantsOf(reader)
  if (!written || !read)
    return [notComparable(pointer, 'a reference or a union with conditions beside it', writer, reader)]
  return written.flatMap((variant) => compareVariant(variant, written.length, read, pointer, nested))
}

/** One variant of the writer's against all of the reader's: one of them must accept it. */
function compareVariant(
  writer: Located,
  writersVariants: number,
  read: readonly Located[],
  pointer: string,
  pending: Pending,
): Finding[] {
  const values = listedValues(writer.schema)
  if (values) return compareValues(values, writer, read, pointer)
  if (isNothing(writer.schema)) return []
  const candidates = read.map((reader) => ({ reader, findings: compareOne(writer, reader, pointer, pending) }))
  const accepting = candidates.find(({ findings }) => findings.length === 0)
  if (accepting) return []
  // Only differences to the variant that was meant help a reader of the report: the one with the same tag, or at least the same type.
  const isUnion = writersVariants > 1 || read.length > 1
  const meant = candidates.filter(({ reader }) => isMeantBy(writer.schema, reader.schema, isUnion))
  const [closest] = meant.sort((left, right) => left.findings.length - right.findings.length)
  if (closest) return closest.findings
  const rule = isUnion && isTagged(writer.schema) ? 'VARIANT_REMOVED' : 'TYPE_CHANGED'
  const message = `the writer may write ${describe(writer.schema)}, the reader accepts ${read.map(({ schema }) => describe(schema)).join(' or ')}`
  return [{ rule, pointer, message, written: writer.schema, read: read.map(({ schema }) => schema) }]
}

function compareValues(
  values: readonly unknown[],
  writer: Located,
  read: readonly Located[],
  pointer: string,
): Finding[] {
  const reader: Located =
    read.length === 1 && read[0]
      ? read[0]
      : { schema: { anyOf: read.map(({ schema }) => schema) }, root: read[0]?.root ?? {} }
  const refused: unknown[] = []
  for (const value of values) {
    const isAccepted = accepts(value, reader, writer.schema['x-code-checks'])
    if (isAccepted === undefined) return [notComparable(pointer, 'a listed object or array', writer, reader)]
    if (!isAccepted) refused.push(value)
  }
  if (refused.length === 0) return []
  const accepted = read.flatMap(({ schema }) => listedValues(schema) ?? [])
  const message = `the writer may write ${refused.map((value) => JSON.stringify(value)).join(', ')}, which the reader does not accept`
  return [
    {
      rule: 'VALUES_NARROWED',
      pointer,
      message,
      written: values,
      read: accepted.length > 0 ? accepted : reader.schema,
    },
  ]
}

function compareOne(writer: Located, reader: Located, pointer: string, pending: Pending): Finding[] {
  const from = writer.schema
  const to = reader.schema
  const findings: Finding[] = []
  const known = from['x-code-checks'] ?? []
  for (const check of (to['x-code-checks'] ?? []).filter((one) => !isKnownCheck(one, known))) {
    findings.push({ rule: 'CODE_CHECK_ADDED', pointer, message: `the reader checks in code: ${check}`, read: check })
  }
  const unknown = unknownKeywords(from, to)
  if (unknown.length > 0) findings.push(notComparable(pointer, unknown.join(', '), writer, reader))
  const values = listedValues(to)
  if (values) {
    const message = `the writer may write ${describe(from)}, the reader accepts ${values.map((value) => JSON.stringify(value)).join(', ')} only`
    findings.push({ rule: 'VALUES_NARROWED', pointer, message, written: from, read: values })
    return findings
  }
  if (isNothing(to) || !hasAcceptedType(from, to)) {
    const message = `the writer may write ${describe(from)}, the reader accepts ${describe(to)}`
    findings.push({ rule: 'TYPE_CHANGED', pointer, message, written: from, read: to })
    return findings
  }
  return [...findings, ...compareContent(writer, reader, pointer, pending)]
}

function compareContent(writer: Located, reader: Located, pointer: string, pending: Pending): Finding[] {
  switch (reader.schema.type) {
    case 'string':
      return compareTexts(writer.schema, reader.schema, pointer)
    case 'integer':
    case 'number':
      return compareNumbers(writer.schema, reader.schema, pointer)
    case 'array':
      return compareLists({ writer, reader, pointer, pending, compareAt })
    case 'object':
      return compareObjects({ writer, reader, pointer, pending, compareAt })
    default:
      return []
  }
}

/** A reader without a type accepts all of them. */
const hasAcceptedType = (from: JsonSchema, to: JsonSchema): boolean =>
  to.type === undefined || from.type === to.type || (from.type === 'integer' && to.type === 'number')

function isMeantBy(writer: JsonSchema, reader: JsonSchema, isUnion: boolean): boolean {
  if (!hasAcceptedType(writer, reader)) {
    // A number that became an integer is the same field, narrowed.
    return writer.type === 'number' && reader.type === 'integer'
  }
  if (!isUnion) return true
  const [written, read] = [tagsOf(writer), tagsOf(reader)]
  return [...written].every(([name, value]) => !read.has(name) || read.get(name) === value)
}

const notComparable = (pointer: string, what: string, writer: Located, reader: Located): Finding => ({
  rule: 'NOT_COMPARABLE',
  pointer,
  message: `${what} cannot be compared`,
  written: (resolve(writer) ?? writer).schema,
  read: (resolve(reader) ?? reader).schema,
})
