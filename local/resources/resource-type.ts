import type { z } from 'zod'
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
  /** Directory of the asset uploaded under this object key. */
  assetDirectory(objectKey: string): string | undefined
}

export interface Created extends CreatedAttributes {
  /** Runs once every resource of every stack is created: for what acts on its own. */
  start?(): void | Promise<void>
}

/** A CloudFormation resource type: the properties that it knows, and what creating one means locally. */
export interface ResourceType {
  properties: z.ZodType
  create(properties: unknown, resource: Resource, services: Services): Created | Promise<Created>
}

export function resourceType<Schema extends z.ZodType>(
  properties: Schema,
  create: (properties: z.output<Schema>, resource: Resource, services: Services) => Created | Promise<Created>,
): ResourceType {
  return { properties, create: (given, resource, services) => create(properties.parse(given), resource, services) }
}

/** A type whose resources only exist: other resources refer to them, nothing happens. */
export function inertType<Schema extends z.ZodType>(
  properties: Schema,
  identify: (properties: z.output<Schema>, resource: Resource, services: Services) => CreatedAttributes,
): ResourceType {
  return resourceType(properties, identify)
}
