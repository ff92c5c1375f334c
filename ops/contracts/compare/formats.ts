import type { JsonSchema } from '../schema/json-schema.ts'

/** Formats that zod checks by the pattern that stands beside them, and by nothing else. */
const patterned = new Set([
  'date',
  'date-time',
  'duration',
  'email',
  'uuid',
  'ipv4',
  'cidrv4',
  'nanoid',
  'cuid',
  'cuid2',
  'ulid',
  'xid',
  'ksuid',
  'e164',
])

/** Whether the pattern says all that the format does. Otherwise the format is a word whose meaning only the reader's own code knows. */
export const isStatedByPattern = ({ format, pattern, allOf }: JsonSchema): boolean =>
  patterned.has(format ?? '') && (pattern !== undefined || allOf !== undefined)
