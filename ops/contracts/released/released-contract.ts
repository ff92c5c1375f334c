import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { contractKinds } from '../contract.ts'
import { canonicalJson, type JsonSchema } from '../schema/json-schema.ts'

const schema = z.custom<JsonSchema>((value) => typeof value === 'object' && value !== null)

const revision = z.object({
  /** Date of its release, UTC. */
  released: z.iso.date(),
  writer: schema,
  reader: schema,
})

/** The file of one version of one type: each form in which it was ever released, oldest first, and data written under it. */
export const releasedContract = z.object({
  kind: z.enum(contractKinds),
  type: z.string(),
  version: z.int().check(z.positive()),
  revisions: z.array(revision).check(z.minLength(1)),
  /** Data that was written under this version, kept for ever: every later release still has to read it. */
  samples: z.array(z.unknown()),
  /** Date since when the code may lack it: nothing stored and no consumer needs it any more. */
  removed: z.optional(z.iso.date()),
  /** Event tables that were read from end to end then, and held none of it. */
  verified: z.optional(z.array(z.string())),
  /** Why nothing of it could be stored, where nobody has looked. */
  reason: z.optional(z.string()),
})

export type Revision = z.infer<typeof revision>
export type ReleasedContract = z.infer<typeof releasedContract>

/** Tells a file that was edited by hand from one that a command has written. */
export const digestOf = (released: ReleasedContract): string =>
  `sha256-${createHash('sha256').update(canonicalJson(released)).digest('base64url')}`
