/** What a service refuses in the input of an operation, and thereby in the properties of a resource that a template declares. */
export interface Problem {
  /** The place in the input, such as `['Targets', 0, 'Arn']`; empty where no single member is to blame. */
  readonly path: readonly PropertyKey[]
  /** Name of the service's exception. */
  readonly code: string
  /** The service's own words where they are known, and what is allowed. */
  readonly message: string
}

/** Properties of a template that the service would refuse. Its message is one line: the properties, and what is allowed. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'

  constructor(problems: readonly Problem[]) {
    super(problems.map(textOf).join('; '))
  }
}

/** `property Targets.0.Arn: <message>`. */
export const textOf = ({ path, message }: Problem): string =>
  path.length > 0 ? `property ${path.join('.')}: ${message}` : message
