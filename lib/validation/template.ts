/** The part of a synthesized template that the checks read. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>
}

export interface TemplateResource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
}

export interface NamedResource {
  readonly id: string
  readonly properties: Readonly<Record<string, unknown>>
}

export const resourcesOf = ({ Resources }: Template, type: string): NamedResource[] =>
  Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) =>
    Type === type ? [{ id, properties: Properties }] : [],
  )

/** Logical id that a `Ref` or `Fn::GetAtt` points to. */
export function target(reference: unknown): string | undefined {
  if (typeof reference !== 'object' || reference === null) return undefined
  const { Ref, 'Fn::GetAtt': attribute } = reference as { Ref?: string; 'Fn::GetAtt'?: [string, string] }
  return Ref ?? attribute?.[0]
}

/** Value at a path of property names; undefined where the path ends early. */
export const valueAt = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    value,
  )
