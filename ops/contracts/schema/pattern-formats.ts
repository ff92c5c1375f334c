/** Formats of texts that zod checks by a pattern and by nothing else, under the names that zod and JSON Schema have in common. */
export const patternFormats = [
  'date',
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
] as const
