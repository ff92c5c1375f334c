import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { compatibilities } from '../../../events/compatibility.ts'
import { contractKinds } from '../contract.ts'
import { canonicalJson, type JsonSchema } from '../schema/json-schema.ts'

const schema = z.custom<JsonSchema>((value) => typeof value === 'object' && value !== null)

const revision = z.object({
  /** Date of its release, UTC. */
  released: z.iso.date(),
  writer: schema,
  reader: schema,
})

/** How the type was declared, beside its schema, from this release on. */
const declared = z.object({
  /** Date of its release, UTC. */
  released: z.iso.date(),
  compatibility: z.enum(compatibilities),
  aggregate: z.optional(z.string()),
  producer: z.optional(z.string()),
  claimCheck: z.optional(z.literal(true)),
  sources: z.optional(z.array(z.string())),
  addressee: z.optional(z.string()),
})

/** How this version was made of those before it, from this release on. */
const upcast = z.object({
  /** Date of its release, UTC. */
  released: z.iso.date(),
  /** The version before, as the code had it then. */
  from: z.int().check(z.positive()),
  /** Its source, and the values that it reads from around it. */
  text: z.string(),
  /** What it made of data of the versions before. */
  results: z.array(z.object({ version: z.int().check(z.positive()), data: z.unknown(), becomes: z.unknown() })),
})

/** The file of one version of one type: each form in which it was ever released, oldest first, and data written under it. */
export const releasedContract = z.object({
  kind: z.enum(contractKinds),
  type: z.string(),
  version: z.int().check(z.positive()),
  revisions: z.array(revision).check(z.minLength(1)),
  /** Oldest first. Absent where that was not kept yet; of a type of several versions, the newest one that has it counts. */
  declared: z.optional(z.array(declared)),
  /** Oldest first. Absent on a first version, and where that was not kept yet. */
  upcasts: z.optional(z.array(upcast)),
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
export type ReleasedDeclaration = z.infer<typeof declared>
export type ReleasedUpcast = z.infer<typeof upcast>
export type ReleasedContract = z.infer<typeof releasedContract>

/** Tells a file that was edited by hand from one that a command has written. */
export const digestOf = (released: ReleasedContract): string =>
  `sha256-${createHash('sha256').update(canonicalJson(released)).digest('base64url')}`
