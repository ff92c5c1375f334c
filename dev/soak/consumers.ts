import { services } from '../../lib/services.ts'
import { readOutputs } from '../../ops/stack/outputs.ts'
import { pascalCase } from '../../ops/stack/stack.ts'
import { witnessService } from './witness/service.ts'

export interface ConsumerQueues {
  readonly consumer: string
  readonly queueUrl: string
  readonly deadLetterUrl: string
  readonly functionName: string
  /** Whether what has died is parked, as the head of its aggregate, instead of going to the dead-letter queue. */
  readonly holds: boolean
}

/** The queues of every declared consumer, and of the witness, from the outputs of the stack. */
export function consumersOf(outputs: Readonly<Record<string, string>>): readonly ConsumerQueues[] {
  const all = readOutputs(Object.entries(outputs))
  return [...services, witnessService]
    .flatMap((service) => service.consumers)
    .map(({ name, onDeadLetter }) => {
      const key = pascalCase(name)
      return {
        consumer: name,
        holds: onDeadLetter === 'hold',
        queueUrl: required(all, `Consumer${key}QueueUrl`),
        deadLetterUrl: required(all, `Consumer${key}DlqUrl`),
        functionName: required(all, `Consumer${key}FunctionName`),
      }
    })
}

function required(outputs: ReadonlyMap<string, string>, key: string): string {
  const value = outputs.get(key)
  if (!value) throw new Error(`The stack has no output ${key}.`)
  return value
}
