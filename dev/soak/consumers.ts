import { services } from '../../lib/services.ts'

export interface ConsumerQueues {
  readonly consumer: string
  readonly queueUrl: string
  readonly deadLetterUrl: string
  /** Whether what has died is parked, as the head of its aggregate, instead of going to the dead-letter queue. */
  readonly holds: boolean
}

/** The queues of every declared consumer, from the outputs of the stack. */
export function consumersOf(outputs: Readonly<Record<string, string>>): readonly ConsumerQueues[] {
  return services
    .flatMap((service) => service.consumers)
    .map(({ name, onDeadLetter }) => {
      const key = name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase())
      return {
        consumer: name,
        holds: onDeadLetter === 'hold',
        queueUrl: required(outputs, `Consumer${key}QueueUrl`),
        deadLetterUrl: required(outputs, `Consumer${key}DlqUrl`),
      }
    })
}

function required(outputs: Readonly<Record<string, string>>, key: string): string {
  const value = outputs[key]
  if (!value) throw new Error(`The stack has no output ${key}.`)
  return value
}
