import * as z from 'zod/mini'
import type { Compatibility } from './compatibility.ts'
import type { Deprecation } from './deprecation.ts'
import { timestamp } from './envelope.ts'
import { ContractError } from './errors.ts'
import { assertCommandName } from './event-name.ts'

const commandId = z.string().check(z.regex(/^cmd_[A-Za-z0-9_-]{1,128}$/))

/** A request to one addressee, which may refuse it. */
export const commandEnvelope = z.object({
  command_id: commandId,
  command_type: z.string().check(z.regex(/^[a-z]+(_[a-z]+)+$/)),
  timestamp,
  data: z.record(z.string(), z.unknown()),
  metadata: z.object({
    source: z.string(),
    correlation_id: z.string(),
    causation_id: z.string(),
    /** Consumer of commands whose queue awaits the outcome, if anyone waits; carried on from cause to effect. */
    reply_to: z.optional(z.string()),
    /** W3C trace context of the sender, as in the metadata of events. */
    traceparent: z.optional(z.string()),
  }),
})

export interface CommandEnvelope<Type extends string = string, Data = Record<string, unknown>> {
  readonly command_id: string
  readonly command_type: Type
  readonly timestamp: string
  readonly data: Data
  readonly metadata: z.infer<typeof commandEnvelope>['metadata']
}

export interface CommandDefinition<Type extends string = string, Data = unknown> {
  /** Imperative, `verb_noun`, e.g. `cancel_order`. */
  readonly type: Type
  /** The one consumer whose queue takes this command. */
  readonly addressee: string
  readonly meaning: string
  /** `schedule`: only a one-time schedule brings it, and no service may send it. Default: services, through the outbox. */
  readonly sentBy?: 'services' | 'schedule'
  /** Which changes of its schema are allowed; held by `npm run check:contracts`. Default `full-transitive`. */
  readonly compatibility?: Compatibility
  readonly deprecated?: Deprecation
  readonly schema: z.ZodMiniType<Data>
  readonly example: Data
  /** @throws {ContractError} `DATA_INVALID` with a pointer per violation. */
  parse(data: unknown): Data
}

/**
 * What may still be sent. A command is declared deprecated in the deployment that no longer sends it, so that the one after it may
 * take it out (docs/catalog.md); code that sends it all the same does not compile.
 */
export interface Sendable {
  readonly deprecated?: never
}

export type CommandOf<Definition> =
  Definition extends CommandDefinition<infer Type, infer Data> ? CommandEnvelope<Type, Data> : never

/** @throws {DeclarationError} if the name is not `verb_noun`, or reads like an event. */
export function defineCommand<const Type extends string, Data>(
  definition: Omit<CommandDefinition<Type, Data>, 'parse' | 'deprecated'> & Sendable,
): CommandDefinition<Type, Data> & Sendable
export function defineCommand<const Type extends string, Data>(
  definition: Omit<CommandDefinition<Type, Data>, 'parse'> & { readonly deprecated: Deprecation },
): CommandDefinition<Type, Data>
// @__NO_SIDE_EFFECTS__ Bundles leave out the definitions that they do not use.
export function defineCommand<const Type extends string, Data>(
  definition: Omit<CommandDefinition<Type, Data>, 'parse'>,
): CommandDefinition<Type, Data> {
  const { type, schema } = definition
  assertCommandName(type)
  return {
    ...definition,
    parse: (data) => {
      const parsed = schema.safeParse(data)
      if (parsed.success) return parsed.data
      throw new ContractError(
        'DATA_INVALID',
        `The data of command ${type} does not match its schema.`,
        parsed.error.issues,
        data,
        '/data',
      )
    },
  }
}

/** Reads an untrusted value as one of the accepted commands. @throws {ContractError} */
export function decodeCommand(accepted: ReadonlyMap<string, CommandDefinition>, value: unknown): CommandEnvelope {
  const parsed = commandEnvelope.safeParse(value)
  if (!parsed.success) {
    throw new ContractError('ENVELOPE_INVALID', 'This is not a command envelope.', parsed.error.issues, value)
  }
  const definition = accepted.get(parsed.data.command_type)
  if (!definition) {
    throw new ContractError(
      'TYPE_UNKNOWN',
      `Command "${parsed.data.command_type}" is not accepted here; accepted: ${[...accepted.keys()].join(', ')}.`,
    )
  }
  return { ...parsed.data, data: definition.parse(parsed.data.data) as Record<string, unknown> }
}
