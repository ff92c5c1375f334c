import { Construct } from 'constructs'
import { DeclarationError } from '../../events/declaration-error.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { pascalCase } from '../names.ts'
import type { RemovalSettings } from '../storage/removal.ts'
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts'

/** The queues of every consumer, by its name; each in the stack of its service. */
export class ConsumerQueues {
  readonly #queues = new Map<string, QueueWithDeadLetters>()
  readonly #retain: boolean
  readonly #commands = new Map<string, QueueWithDeadLetters>()

  constructor(
    services: readonly ServiceDeclaration[],
    stackOf: (service: string) => Construct,
    { retain }: Pick<RemovalSettings, 'retain'>,
  ) {
    this.#retain = retain
    for (const { name, consumers } of services) {
      for (const consumer of consumers) this.#add(consumer, stackOf(name))
    }
  }

  /** Point-to-point queues: those of the consumers of commands that services send, by addressee. */
  get ofCommands(): ReadonlyMap<string, QueueWithDeadLetters> {
    return this.#commands
  }

  /** @throws {DeclarationError} for an unknown consumer, listing those that there are. */
  of(consumer: string): QueueWithDeadLetters {
    const queues = this.#queues.get(consumer)
    if (queues) return queues
    throw new DeclarationError(`No consumer is named "${consumer}"; there are: ${[...this.#queues.keys()].join(', ')}.`)
  }

  #add(consumer: ConsumerDeclaration, stack: Construct): void {
    const scope = stack.node.tryFindChild('Queues') ?? new Construct(stack, 'Queues')
    const queues = new QueueWithDeadLetters(scope, pascalCase(consumer.name), consumer, { retain: this.#retain })
    this.#queues.set(consumer.name, queues)
    if (consumer.accepts.some(({ sentBy }) => sentBy !== 'schedule')) this.#commands.set(consumer.name, queues)
  }
}
