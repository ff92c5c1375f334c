/** Keyword of a reader that puts `default` in the place of whatever it would refuse (z.catch). */
export const CATCHES = 'x-catches'

/** A JSON Schema (draft 2020-12), as far as zod writes it. Keywords that are not listed here are kept as they are. */
export interface JsonSchema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly not?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly propertyNames?: JsonSchema
  readonly items?: boolean | JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  /** Checks that are written as code, each as its source text: JSON Schema has no word for them. */
  readonly 'x-code-checks'?: readonly string[]
  readonly [CATCHES]?: true
  readonly [keyword: string]: unknown
}

/** Whether it allows no value at all. */
export const isNothing = ({ not }: JsonSchema): boolean => not !== undefined && Object.keys(not).length === 0

/** The same text for the same value, whatever the order of its keys. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  ) ?? 'undefined'
