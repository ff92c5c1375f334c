import {
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'

export interface Waiting {
  readonly sleep: (milliseconds: number) => Promise<void>
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Called with the state after each look. */
  readonly onState: (state: string) => void
}

/** Lambda changes a mapping within a minute or so. */
const LONGEST_MS = 10 * 60_000
const BETWEEN_LOOKS_MS = 1000

export class NoEventSource extends Error {
  override readonly name = 'NoEventSource'
}

/** Lambda or somebody else is changing the mapping at the moment, which passes. */
const BUSY: ReadonlySet<string> = new Set(['ResourceInUseException', 'ResourceConflictException'])

/**
 * The event source mapping through which a consumer gets its messages. While a deployment replaces it there are two, and what is asked for
 * is done to both: one of them goes, and nobody knows which.
 */
export class EventSourceMapping {
  readonly #lambda: Pick<LambdaClient, 'send'>
  readonly #functionName: string

  constructor(lambda: Pick<LambdaClient, 'send'>, functionName: string) {
    this.#lambda = lambda
    this.#functionName = functionName
  }

  /** `Enabled`, `Disabled`, or what Lambda is doing to it; `Disabled` only if all are. @throws {Error} when the function has none. */
  async state(): Promise<string> {
    return stateOfAll(await this.#all())
  }

  /**
   * Lambda answers before the change is done, and refuses further changes until then. So this waits for the end. Repeating it is harmless.
   * Source: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
   * @throws {Error} when it takes longer than ten minutes.
   */
  async setEnabled(enabled: boolean, waiting: Waiting): Promise<void> {
    for (const { UUID = '' } of await this.#all()) await this.#setOne(UUID, enabled, waiting)
  }

  async #setOne(UUID: string, enabled: boolean, { sleep, now, onState }: Waiting): Promise<void> {
    const wanted = enabled ? 'Enabled' : 'Disabled'
    const end = now() + LONGEST_MS
    for (;;) {
      const State = await this.#stateOf(UUID)
      if (State === GOING) return
      onState(State)
      if (State === wanted) return
      if (now() >= end) throw new Error(`Its event source is still ${State} after ten minutes. Run the command again.`)
      if (State === 'Enabled' || State === 'Disabled') await this.#ask(UUID, enabled)
      await sleep(BETWEEN_LOOKS_MS)
    }
  }

  async #stateOf(UUID: string): Promise<string> {
    try {
      return (await this.#lambda.send(new GetEventSourceMappingCommand({ UUID }))).State ?? 'Unknown'
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return GOING
      throw error
    }
  }

  async #ask(UUID: string, Enabled: boolean): Promise<void> {
    try {
      await this.#lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }))
    } catch (error) {
      if (!(error instanceof Error) || !BUSY.has(error.name)) throw error
    }
  }

  async #all(): Promise<readonly EventSourceMappingConfiguration[]> {
    const { EventSourceMappings = [] } = await this.#lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: this.#functionName }),
    )
    const staying = EventSourceMappings.filter(({ State }) => State !== GOING)
    if (staying.length === 0) throw new NoEventSource(`The function ${this.#functionName} has no event source.`)
    return staying
  }
}

/** State of an event source mapping that takes nothing any more, and cannot be changed. */
const GOING = 'Deleting'

/** `Disabled` only if none of them delivers. */
export const stateOfAll = (mappings: readonly Pick<EventSourceMappingConfiguration, 'State'>[]): string => {
  const states = mappings.map(({ State = 'Unknown' }) => State).filter((state) => state !== GOING)
  return states.find((state) => state !== 'Disabled') ?? 'Disabled'
}
