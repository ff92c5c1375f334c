import type { Clock } from '../ports.ts'

/** As much text as all groups keep together; what is older is forgotten, as if its retention were over. */
const MAX_CHARACTERS = 16_000_000

export interface LogEvent {
  /** Ascending over all groups. */
  readonly number: number
  readonly stream: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly message: string
}

export interface LogStream {
  readonly name: string
  readonly createdAt: number
  readonly firstAt: number
  lastAt: number
}

export interface LogGroup {
  readonly name: string
  readonly createdAt: number
  readonly retentionDays: number | undefined
  /** By name, in the order of their creation. */
  readonly streams: Map<string, LogStream>
  /** In the order of their arrival. */
  events: LogEvent[]
  characters: number
}

/** The log events of functions, by log group and stream, in memory. */
export class LogStore {
  readonly #groups = new Map<string, LogGroup>()
  readonly #clock: Clock
  #numbers = 0
  #characters = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  addGroup(name: string, retentionDays?: number): LogGroup {
    const known = this.#groups.get(name)
    const group: LogGroup = {
      ...(known ?? { name, createdAt: this.#clock.now(), streams: new Map(), events: [], characters: 0 }),
      retentionDays,
    }
    this.#groups.set(name, group)
    return group
  }

  removeGroup(name: string): void {
    this.#characters -= this.#groups.get(name)?.characters ?? 0
    this.#groups.delete(name)
  }

  group(name: string): LogGroup | undefined {
    return this.#groups.get(name)
  }

  /** By name. */
  groups(): LogGroup[] {
    return [...this.#groups.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  /** Lambda makes the group of a function that names none when it writes to it first, and the stream likewise. */
  write(groupName: string, streamName: string, message: string): void {
    const at = this.#clock.now()
    const group = this.#groups.get(groupName) ?? this.addGroup(groupName)
    const stream = group.streams.get(streamName)
    if (stream) stream.lastAt = at
    else group.streams.set(streamName, { name: streamName, createdAt: at, firstAt: at, lastAt: at })
    group.events.push({ number: ++this.#numbers, stream: streamName, at, message })
    group.characters += message.length
    this.#characters += message.length
    while (this.#characters > MAX_CHARACTERS) this.#forgetSome()
  }

  /** The older half of what says most: forgetting line by line would cost more than it is worth. */
  #forgetSome(): void {
    const largest = [...this.#groups.values()].reduce((one, other) => (other.characters > one.characters ? other : one))
    const kept = largest.events.slice(Math.ceil(largest.events.length / 2))
    const characters = kept.reduce((sum, { message }) => sum + message.length, 0)
    this.#characters -= largest.characters - characters
    largest.events = kept
    largest.characters = characters
    const used = new Set(kept.map(({ stream }) => stream))
    for (const name of largest.streams.keys()) if (!used.has(name)) largest.streams.delete(name)
  }
}
