import type { z } from 'zod'
import { type Problem, RefusedError } from '../problem.ts'
import type { CreatedAttributes } from '../template/scope.ts'
import type { Services } from './services.ts'

/** The resource that is being created. */
export interface Resource {
  stackName: string
  logicalId: string
  /**
   * A name for a resource that the template does not name: stack, logical id and a hash of both, so that it is the same
   * at every start. `suffix` (such as `.fifo`) counts into `maxLength`.
   */
  uniqueName(maxLength?: number, suffix?: string): string
  /** An entry of the resource's metadata, resolved. */
  metadata(key: string): unknown
  /** Directory of the asset uploaded under this object key. */
  assetDirectory(objectKey: string): string | undefined
}

export interface Created extends CreatedAttributes {
  /** Runs once every resource of every stack is created: for what acts on its own. */
  start?(): void | Promise<void>
}

type Made = Created | Promise<Created>

/** A resource before an update. */
export interface Before<Properties> {
  properties: Properties
  created: Created
}

/** What an update of the stack does to a resource; what is left out has the default of each. */
export interface Lifecycle<Properties> {
  /**
   * Top-level properties whose change makes another resource of it, as CloudFormation's reference says of each property
   * ("Update requires: Replacement"). Default: none.
   */
  replacedBy?: readonly string[]
  /** Property that names the resource; with it, CloudFormation refuses to replace the resource by one of the same name. */
  namedBy?: string
  /** What it holds would be lost with it. The local runtime refuses to replace it. Default false. */
  holdsData?: boolean
  /**
   * All that the service refuses in the properties, by the checks of its own API. Asked twice: of the whole template before anything
   * is created, when names of what is not there yet are placeholders, and with the real values before the resource is made.
   */
  check?(properties: Properties): Iterable<Problem>
  /** Why AWS refuses this change; undefined: it does not. Asked before the update begins. */
  refusal?(properties: Properties, before: Properties): string | undefined
  /** Default: `create` once more, which makes of what is there what the template says. */
  update?(properties: Properties, resource: Resource, services: Services, before: Before<Properties>): Made
  /** Default: there is nothing to take away. */
  remove?(created: Created, services: Services, properties: Properties): void | Promise<void>
}

/** A CloudFormation resource type: the properties that it knows, and what creating one means locally. */
export interface ResourceType extends Required<Omit<Lifecycle<unknown>, 'namedBy'>> {
  properties: z.ZodType
  /** @param properties as {@link ResourceType.properties} has read them; all other functions here read what they are given themselves. */
  check(properties: unknown): Iterable<Problem>
  namedBy: string | undefined
  create(properties: unknown, resource: Resource, services: Services): Made
}

/**
 * Zod compiles a parser of each schema when it first parses with it, which pays for itself after hundreds of values. A template has a few of
 * each type, and compiling took a tenth of the CPU of a start.
 */
export const readOnce = { jitless: true } as const

export function resourceType<Schema extends z.ZodType>(
  schema: Schema,
  create: (properties: z.output<Schema>, resource: Resource, services: Services) => Made,
  lifecycle: Lifecycle<z.output<Schema>> = {},
): ResourceType {
  const { replacedBy = [], holdsData = false, namedBy, check, refusal, update, remove } = lifecycle
  const read = (properties: unknown) => schema.parse(properties, readOnce)
  const checked = (given: unknown): z.output<Schema> => {
    const properties = read(given)
    const problems = [...(check?.(properties) ?? [])]
    if (problems.length > 0) throw new RefusedError(problems)
    return properties
  }
  return {
    properties: schema,
    replacedBy,
    holdsData,
    namedBy,
    check: (properties) => check?.(properties as z.output<Schema>) ?? [],
    create: (given, resource, services) => create(checked(given), resource, services),
    refusal: (given, before) => refusal?.(read(given), read(before)),
    update: (given, resource, services, { properties, created }) =>
      update
        ? update(checked(given), resource, services, { properties: read(properties), created })
        : create(checked(given), resource, services),
    remove: (created, services, given) => remove?.(created, services, read(given)),
  }
}

/** A type whose resources only exist: other resources refer to them, nothing happens. */
export function inertType<Schema extends z.ZodType>(
  properties: Schema,
  identify: (properties: z.output<Schema>, resource: Resource, services: Services) => CreatedAttributes,
  lifecycle: Pick<Lifecycle<z.output<Schema>>, 'check' | 'replacedBy' | 'namedBy' | 'holdsData'> = {},
): ResourceType {
  return resourceType(properties, identify, lifecycle)
}
