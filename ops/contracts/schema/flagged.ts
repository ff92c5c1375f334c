import type * as z from 'zod/mini'
import { Indescribable } from './check-text.ts'

interface Check {
  readonly _zod: { readonly def: { readonly pattern?: unknown } }
}

/**
 * Refuses patterns with flags: JSON Schema has no place for these, so that others, who check by the bare pattern, would refuse or accept
 * something else.
 * @throws {Indescribable}
 */
export function assertWithoutFlags(schema: z.core.$ZodType): void {
  const { checks = [] } = schema._zod.def as { readonly checks?: readonly Check[] }
  for (const { _zod } of [schema as unknown as Check, ...checks]) {
    const { pattern } = _zod.def
    // These two do not change what is matched.
    if (!(pattern instanceof RegExp) || pattern.flags.replaceAll(/[dg]/g, '') === '') continue
    throw new Indescribable(
      `JSON Schema has no word for the flags of the pattern ${pattern}; write what they mean, e.g. [A-Za-z] in place of i`,
    )
  }
}
