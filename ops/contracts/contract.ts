import * as z from 'zod/mini'
import { type Compatibility, DEFAULT_COMPATIBILITY } from '../../events/compatibility.ts'
import { type CommandDefinition, commandEnvelope } from '../../events/define-command.ts'
import type { EventDefinition } from '../../events/define-event.ts'
import { envelope } from '../../events/envelope.ts'
import { type Declared, declaredOfCommand, declaredOfEvent } from './declared.ts'
import { type ContractSchemas, schemasOf } from './schema/schemas-of.ts'
import { type Upcast, upcastTo } from './upcast.ts'

// Functions do without zod's words for what is wrong, to stay small; whoever reads a report needs them.
z.config(z.locales.en())

export const contractKinds = ['event', 'command', 'envelope'] as const

export type ContractKind = (typeof contractKinds)[number]

/** The name of a contract: one type in one version. */
export interface ContractId {
  readonly kind: ContractKind
  /** E.g. `order.created`, `cancel_order`. */
  readonly type: string
  /** From 1. Commands and envelopes have only one. */
  readonly version: number
}

/** One version of one type, as the code declares it today. */
export interface Contract extends ContractId, ContractSchemas {
  readonly compatibility: Compatibility
  readonly example: unknown
  /** @throws when the data does not match this version. */
  readonly parse: (data: unknown) => unknown
  /** The data in the newest version, or why it cannot be had. @throws when the data does not match this version. */
  readonly toNewest: (data: unknown) => unknown
  /** Whether the code writes this version: old ones are only read. */
  readonly isWritten: boolean
  /** Declaration of the type; only its newest version has it. */
  readonly declared?: Declared
  /** Absent on the first version. */
  readonly upcast?: Upcast
}

export const nameOf = ({ kind, type, version }: ContractId): string =>
  kind === 'event' ? `${type} version ${version}` : kind === 'command' ? `command ${type}` : `the ${type} envelope`

/** Every version of every event, every command, and what they are wrapped in. */
export function contractsOf(events: readonly EventDefinition[], commands: readonly CommandDefinition[]): Contract[] {
  return [
    ...events.flatMap(ofEvent),
    ...commands.map(ofCommand),
    ofEnvelope('event', envelope),
    ofEnvelope('command', commandEnvelope),
  ]
}

const ofEvent = (event: EventDefinition): Contract[] =>
  event.versions.map(({ version, schema, example }) => {
    const id = { kind: 'event', type: event.type, version } as const
    const isNewest = version === event.version
    const upcast = upcastTo(event, version, nameOf(id))
    return {
      ...id,
      isWritten: isNewest,
      ...(isNewest && { declared: declaredOfEvent(event) }),
      ...(upcast && { upcast }),
      ...schemasOf(nameOf(id), schema),
      compatibility: event.compatibility,
      example,
      parse: (data) => z.parse(schema, data),
      toNewest: (data) => {
        const newest = event.parse(data, version)
        // An upcast is only a function: whether its result is of the newest version is not known before it is looked at.
        return isNewest ? newest : event.parse(newest, event.version)
      },
    }
  })

function ofCommand(command: CommandDefinition): Contract {
  const id = { kind: 'command', type: command.type, version: 1 } as const
  return {
    ...id,
    ...schemasOf(nameOf(id), command.schema),
    compatibility: command.compatibility ?? DEFAULT_COMPATIBILITY,
    isWritten: true,
    declared: declaredOfCommand(command),
    example: command.example,
    parse: (data) => command.parse(data),
    toNewest: (data) => command.parse(data),
  }
}

function ofEnvelope(type: 'event' | 'command', schema: z.ZodMiniType): Contract {
  const id = { kind: 'envelope', type, version: 1 } as const
  return {
    ...id,
    ...schemasOf(nameOf(id), schema),
    compatibility: DEFAULT_COMPATIBILITY,
    isWritten: true,
    example: undefined,
    parse: (data) => z.parse(schema, data),
    toNewest: (data) => schema.parse(data),
  }
}
