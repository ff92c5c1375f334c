import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod/mini'
import { cancelOrder, recordOrderOutcome } from '../../../../events/commands/order.ts'
import { type CommandDefinition, defineCommand, type Sendable } from '../../../../events/define-command.ts'
import type { Effects } from '../../../../lambdas/runtime/effects/effects.ts'

const { type, addressee, meaning, schema, example } = cancelOrder
const deprecated = { since: '2026-12-01', reason: 'orders are cancelled by their customers only' }
const old = defineCommand({ type, addressee, meaning, schema, example, deprecated })

describe('a command that is deprecated', () => {
  it('does not compile where it is sent, so that it may go in the next deployment', () => {
    const sends = (effects: Effects) => {
      effects.send(cancelOrder, example)
      // @ts-expect-error it is deprecated
      effects.send(old, example)
      effects.requestReply(recordOrderOutcome)
      // @ts-expect-error it is deprecated
      effects.requestReply(old)
    }
    expectTypeOf(sends).toBeFunction()
  })

  it('does not compile, either, where nobody can tell whether it is', () => {
    const sends = (effects: Effects, some: CommandDefinition) => {
      // @ts-expect-error it may be deprecated
      effects.send(some, example)
    }
    expectTypeOf(sends).toBeFunction()
  })

  it('is a command like any other for who takes it', () => {
    expectTypeOf(old).toExtend<CommandDefinition<'cancel_order', z.infer<typeof schema>>>()
    expectTypeOf(old).not.toExtend<Sendable>()
    expectTypeOf(cancelOrder).toExtend<Sendable>()
  })

  it('still has an example of its own form', () => {
    const definition = {
      type: 'make_thing',
      addressee: 'things',
      meaning: 'Make it.',
      schema: z.object({ id: z.string() }),
    }
    // @ts-expect-error the id is a text
    defineCommand({ ...definition, example: { id: 3 } })
    // @ts-expect-error the id is a text
    defineCommand({ ...definition, example: { id: 3 }, deprecated })
  })
})
