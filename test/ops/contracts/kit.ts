import * as z from 'zod/mini'
import { defineEvent, type EventDefinition } from '../../../events/define-event.ts'
import { contractsOf } from '../../../ops/contracts/contract.ts'
import { type Breakage, changeOf } from '../../../ops/contracts/gate/breakage.ts'
import { checkContracts } from '../../../ops/contracts/gate/check.ts'
import type { Exception } from '../../../ops/contracts/gate/exceptions.ts'
import { releaseOf } from '../../../ops/contracts/gate/release.ts'
import type { ReleasedContract } from '../../../ops/contracts/released/released-contract.ts'

export const described = {
  type: 'thing.made',
  aggregate: 'thing',
  producer: 'thing-service',
  meaning: 'A thing.',
} as const

export const made = (
  fields: z.core.$ZodLooseShape,
  example: object,
  more: Partial<EventDefinition> = {},
): EventDefinition => defineEvent({ ...described, ...more, schema: z.object(fields) as z.ZodMiniType<object>, example })

/** Released one after the other, on 1 January, 2 January and so on. */
export function releases(...forms: readonly (readonly EventDefinition[])[]): ReleasedContract[] {
  const files = new Map<string, ReleasedContract>()
  forms.forEach((events, day) => {
    for (const contract of contractsOf(events, [])) {
      const name = `${contract.kind} ${contract.type} ${contract.version}`
      const next = releaseOf(contract, files.get(name), `2026-01-0${day + 1}`)
      if (next) files.set(name, next)
    }
  })
  return [...files.values()]
}

export const breakagesOf = (events: readonly EventDefinition[], released: readonly ReleasedContract[]) =>
  checkContracts(contractsOf(events, []), released).breakages.map(
    ({ rule, direction, pointer, released: date }) => [rule, direction, pointer, date] as const,
  )

/** Exceptions as they stand once the check has said of which change they are. */
export const withChanges = (breakages: readonly Breakage[], exceptions: readonly Exception[]): Exception[] =>
  exceptions.flatMap((one) =>
    breakages
      .filter(
        ({ rule, direction, pointer }) => rule === one.rule && direction === one.direction && pointer === one.pointer,
      )
      .map((breakage) => ({ ...one, change: changeOf(breakage) })),
  )
