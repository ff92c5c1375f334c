import type * as z from 'zod/mini'

interface Patterned {
  pattern?: string
  allOf?: { readonly pattern?: string }[]
}

interface Check {
  readonly _zod: { readonly def: { readonly pattern?: RegExp } }
}

/** Flags of a regular expression that change what it matches. */
export const flagsOf = (pattern: unknown): string =>
  pattern instanceof RegExp ? pattern.flags.replaceAll(/[dg]/g, '') : ''

/**
 * Takes out patterns that have flags: JSON Schema has no place for those, and the bare pattern says something else. What they check is
 * among the checks in code.
 */
export function withoutFlagged(schema: z.core.$ZodType, written: Patterned): void {
  const { checks = [] } = schema._zod.def as { readonly checks?: readonly Check[] }
  const flagged = [schema as unknown as Check, ...checks].flatMap(({ _zod: { def } }) =>
    flagsOf(def.pattern) === '' ? [] : [def.pattern?.source],
  )
  if (flagged.length === 0) return
  if (flagged.includes(written.pattern)) delete written.pattern
  if (written.allOf) written.allOf = written.allOf.filter(({ pattern }) => !flagged.includes(pattern))
}
