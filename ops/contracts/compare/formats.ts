import type { JsonSchema } from '../schema/json-schema.ts'
import { patternFormats } from '../schema/pattern-formats.ts'

/** Formats that zod checks by the pattern that stands beside them, and by nothing else. */
const patterned: ReadonlySet<string> = new Set([...patternFormats, 'date-time'])

/** Whether the pattern says all that the format does. Otherwise the format is a word whose meaning only the reader's own code knows. */
export const isStatedByPattern = ({ format, pattern, allOf }: JsonSchema): boolean =>
  patterned.has(format ?? '') && (pattern !== undefined || allOf !== undefined)
