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

/** Whether the format is no more than the pattern says; otherwise it is a word that only the reader's own code understands. */
export const isStatedByPattern = ({ format, pattern, allOf }: JsonSchema): boolean =>
  patterned.has(format ?? '') && (pattern !== undefined || allOf !== undefined)
