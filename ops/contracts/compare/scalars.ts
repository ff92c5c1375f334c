import type { JsonSchema } from '../schema/json-schema.ts'
import type { Finding } from './finding.ts'
import { isStatedByPattern } from './formats.ts'
import { isMultipleOf } from './values.ts'

export function compareTexts(writer: JsonSchema, reader: JsonSchema, pointer: string): Finding[] {
  const findings = compareLengths(writer, reader, pointer, 'Length', 'characters')
  const known = patternsOf(writer)
  for (const pattern of patternsOf(reader)) {
    if (known.includes(pattern)) continue
    const message = `the reader demands the pattern ${pattern}`
    findings.push({ rule: 'PATTERN_CHANGED', pointer, message, written: known, read: pattern })
  }
  const { format } = reader
  if (format !== undefined && format !== writer.format && !isStatedByPattern(reader)) {
    const message = `the reader demands the format ${format}`
    findings.push({ rule: 'FORMAT_CHANGED', pointer, message, written: writer.format, read: format })
  }
  return findings
}

const patternsOf = ({ pattern, allOf = [] }: JsonSchema): string[] =>
  [pattern, ...allOf.map((part) => part.pattern)].filter((part) => part !== undefined)

/** Compares the allowed lengths of texts (`minLength`, `maxLength`) or lists (`minItems`, `maxItems`). */
export function compareLengths(
  writer: JsonSchema,
  reader: JsonSchema,
  pointer: string,
  of: 'Length' | 'Items',
  unit: string,
): Finding[] {
  const [writes, accepts] = [writer, reader].map((schema) => ({
    least: Number(schema[`min${of}`] ?? 0),
    most: Number(schema[`max${of}`] ?? Number.POSITIVE_INFINITY),
  })) as [Bounds, Bounds]
  if (writes.least >= accepts.least && writes.most <= accepts.most) return []
  const message = `the writer may write ${bounds(writes)} ${unit}, the reader accepts ${bounds(accepts)}`
  return [{ rule: 'LENGTH_NARROWED', pointer, message, written: bounds(writes), read: bounds(accepts) }]
}

interface Bounds {
  readonly least: number
  readonly most: number
}

const bounds = ({ least, most }: Bounds): string =>
  most === Number.POSITIVE_INFINITY ? `${least} or more` : least === most ? `${least}` : `${least} to ${most}`

export function compareNumbers(writer: JsonSchema, reader: JsonSchema, pointer: string): Finding[] {
  const findings: Finding[] = []
  const [writes, accepts] = [rangeOf(writer), rangeOf(reader)]
  if (isBelow(writes.low, accepts.low) || isBelow(negated(writes.high), negated(accepts.high))) {
    const message = `the writer may write ${range(writes)}, the reader accepts ${range(accepts)}`
    findings.push({ rule: 'RANGE_NARROWED', pointer, message, written: range(writes), read: range(accepts) })
  }
  const step = reader.multipleOf
  if (step !== undefined && !isMultipleOf(stepOf(writer), step)) {
    const message = `the reader accepts multiples of ${step} only`
    findings.push({ rule: 'STEP_CHANGED', pointer, message, written: writer.multipleOf, read: step })
  }
  return findings
}

/** Zero: no step, which is a multiple of nothing but is never asked for as such. */
const stepOf = ({ multipleOf, type }: JsonSchema): number => multipleOf ?? (type === 'integer' ? 1 : Number.NaN)

interface Bound {
  readonly value: number
  readonly isExclusive: boolean
}

interface Range {
  readonly low: Bound
  readonly high: Bound
}

/** For integers an exclusive bound is the next inclusive one: greater than 0 is at least 1. */
function rangeOf(schema: JsonSchema): Range {
  const low = tighter(
    { value: schema.minimum ?? Number.NEGATIVE_INFINITY, isExclusive: false },
    { value: schema.exclusiveMinimum ?? Number.NEGATIVE_INFINITY, isExclusive: true },
  )
  const high = negated(
    tighter(
      negated({ value: schema.maximum ?? Number.POSITIVE_INFINITY, isExclusive: false }),
      negated({ value: schema.exclusiveMaximum ?? Number.POSITIVE_INFINITY, isExclusive: true }),
    ),
  )
  if (schema.type !== 'integer') return { low, high }
  return { low: wholeNumberAbove(low), high: negated(wholeNumberAbove(negated(high))) }
}

const wholeNumberAbove = ({ value, isExclusive }: Bound): Bound => ({
  value: isExclusive && Number.isInteger(value) ? value + 1 : Math.ceil(value),
  isExclusive: false,
})

const negated = ({ value, isExclusive }: Bound): Bound => ({ value: -value, isExclusive })

const isBelow = (left: Bound, right: Bound): boolean =>
  left.value < right.value || (left.value === right.value && right.isExclusive && !left.isExclusive)

const tighter = (left: Bound, right: Bound): Bound => (isBelow(left, right) ? right : left)

function range({ low, high }: Range): string {
  const from =
    low.value === Number.NEGATIVE_INFINITY ? '' : `${low.isExclusive ? 'more than' : 'at least'} ${low.value}`
  const to =
    high.value === Number.POSITIVE_INFINITY ? '' : `${high.isExclusive ? 'less than' : 'at most'} ${high.value}`
  return [from, to].filter(Boolean).join(' and ') || 'any number'
}
