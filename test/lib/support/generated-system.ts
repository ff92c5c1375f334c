import * as z from 'zod/mini'
import { defineEvent } from '../../../events/define-event.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { defineService, type ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'

export const happened = (index: number) =>
  defineEvent({
    type: `thing${index}.changed`,
    aggregate: `thing${index}`,
    producer: `service-${index % 20}-service`,
    meaning: 'A thing has changed.',
    schema: z.object({ id: z.string() }),
    example: { id: '1' },
  })

/** Every kind of consumer in turn: ordered and not, with a table and a circuit, and one that takes every event. */
export function system(serviceCount: number, consumersEach: number, eventTypes: number): ServiceDeclaration[] {
  const events = Array.from({ length: eventTypes }, (_, index) => happened(index))
  return Array.from({ length: serviceCount }, (_, service) =>
    defineService({
      name: `service-${service}`,
      table: {},
      consumers: Array.from({ length: consumersEach }, (_, consumer) => {
        const index = service * consumersEach + consumer
        const own = events.filter((_, of) => of % (serviceCount * consumersEach) === index)
        return defineConsumer({
          name: `consumer-${index}`,
          subscribesTo: index === 0 ? '*' : own.length > 0 ? own : events.slice(0, 1),
          delivery: 'effectively-once',
          idempotency: 'atomic',
          ordering: index % 3 === 1 ? 'aggregate' : 'none',
          breakers: index % 10 === 9 ? [`downstream-${index % 20}`] : [],
          uses: { table: 'write' },
        })
      }),
    }),
  )
}

/** All files that want a large pipeline take this list, so that it is synthesized once for them. */
export const largeSystem: readonly ServiceDeclaration[] = system(20, 3, 100)

/** One stack takes no such pipeline unless CloudFormation's limit of resources is lifted. */
export const WITHOUT_LIMIT = { '@aws-cdk/core:stackResourceLimit': 0 } as const
