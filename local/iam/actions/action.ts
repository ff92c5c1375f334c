import { isObject } from '../../values.ts'
import type { AccessRequest, RequestContext } from '../request.ts'

/** The facts about the runtime that the mappings need. */
export interface Surroundings {
  region: string
  accountId: string
  /** Name of the attribute by which a table, or an index of it, is partitioned; undefined where there is none such. */
  partitionKeyOf(table: string, index?: string): string | undefined
  /** ARN of the secret of a name or ARN; without random characters where there is none. */
  secretArnOf(id: string): string
}

/** The members of a request body, or the parameters of a form. */
export type Input = Readonly<Record<string, unknown>>

/**
 * The permissions that a caller of one operation needs: each of these, by the Service Authorization Reference. None: anyone may
 * call it. A member that is missing where the service demands it gives nothing to judge: the service refuses the call.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export type Requirements = (input: Input, surroundings: Surroundings) => AccessRequest[]

/** Operations of one service by name. */
export type Operations = Readonly<Record<string, Requirements>>

export const access = (action: string, resource: string, context: RequestContext = {}): AccessRequest => ({
  action,
  resource,
  context,
})

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const members = (value: unknown): Input => (isObject(value) ? value : {})

/** Operations that know no resources, under actions of their own names. */
export const onEverything = (service: string, ...names: string[]): Operations =>
  Object.fromEntries(names.map((name) => [name, () => [access(`${service}:${name}`, '*')]]))
