import { refuse } from '../endpoint/checked-input.ts'
import type { JsonOperation } from '../endpoint/json-protocol.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import type { Clock } from '../ports.ts'
import { type Archive, type BusEvent, busNameOf, eventsArn, type Place } from './model.ts'
import { compilePattern, type EventMatcher } from './pattern/index.ts'
import { patternProblems } from './rule-problems.ts'
import { notFound, type Rules } from './rules.ts'
import type { ArchivedEvent, EventBridgeStore } from './store.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export type ArchiveInput = Pick<Archive, 'ArchiveName' | 'EventSourceArn' | 'Description' | 'EventPattern'> & {
  RetentionDays?: number
}

interface Kept {
  archive: Archive
  busName: string
  matches: EventMatcher
}

/** Archives: the events of a bus that match a pattern, kept for a number of days. */
export class Archives {
  readonly #archives = new Map<string, Kept>()
  readonly #store: EventBridgeStore
  readonly #rules: Rules
  readonly #place: Place
  readonly #clock: Clock

  /** Told of the bytes of each event that an archive has kept. */
  onArchived: (bytes: number) => void = () => {}

  constructor(store: EventBridgeStore, rules: Rules, place: Place, clock: Clock) {
    this.#store = store
    this.#rules = rules
    this.#place = place
    this.#clock = clock
    for (const archive of store.all<Archive>('archive')) {
      try {
        this.#remember(archive)
      } catch (error) {
        console.error(`Archive ${archive.ArchiveName} is left out: ${(error as Error).message}`)
      }
    }
    this.expire()
  }

  /** Creates the archive or changes it; what it holds stays. */
  put({ ArchiveName, EventSourceArn, Description, EventPattern, RetentionDays = 0 }: ArchiveInput): Archive {
    this.#rules.requireBus(busNameOf(EventSourceArn))
    refuse(patternProblems(EventPattern))
    const archive: Archive = {
      ArchiveName,
      ArchiveArn: eventsArn(this.#place, 'archive', ArchiveName),
      EventSourceArn,
      ...(Description !== undefined && { Description }),
      ...(EventPattern !== undefined && { EventPattern }),
      RetentionDays,
      CreationTime: this.#archives.get(ArchiveName)?.archive.CreationTime ?? this.#clock.now(),
    }
    this.#store.put('archive', ArchiveName, archive)
    this.#remember(archive)
    return archive
  }

  /** Keeps the event in every archive of the bus that wants it; a replayed event is in there already. */
  keep(busName: string, event: BusEvent): void {
    if (event['replay-name'] !== undefined) return
    let text: string | undefined
    for (const kept of this.#archives.values()) {
      if (kept.busName !== busName || !kept.matches(event)) continue
      text ??= JSON.stringify(event)
      this.#store.archive(kept.archive.ArchiveName, Date.parse(event.time), text)
      this.onArchived(Buffer.byteLength(text))
    }
  }

  read(archiveArn: string, from: number, to: number, after: number, limit: number): ArchivedEvent[] {
    return this.#store.readArchive(this.byArn(archiveArn).ArchiveName, from, to, after, limit)
  }

  byArn(arn: string): Archive {
    return this.#find(arn.slice(arn.indexOf('/') + 1))
  }

  delete(name: string): void {
    this.#find(name)
    this.#archives.delete(name)
    this.#store.delete('archive', name)
    this.#store.expire(name, Number.MAX_SAFE_INTEGER)
  }

  /** Drops what is past its archive's retention. */
  expire(): void {
    for (const { archive } of this.#archives.values()) {
      if (archive.RetentionDays === 0) continue
      this.#store.expire(archive.ArchiveName, this.#clock.now() - archive.RetentionDays * DAY_MS)
    }
  }

  api(): Record<string, JsonOperation> {
    return {
      CreateArchive: (input: ArchiveInput) => {
        if (this.#archives.has(input.ArchiveName)) {
          throw new ServiceError('ResourceAlreadyExistsException', `Archive ${input.ArchiveName} already exists.`)
        }
        return summary(this.put(input))
      },
      UpdateArchive: (input: Partial<ArchiveInput> & { ArchiveName: string }) =>
        summary(this.put({ ...this.#find(input.ArchiveName), ...input })),
      DescribeArchive: ({ ArchiveName }: { ArchiveName: string }) => this.#describe(this.#find(ArchiveName)),
      ListArchives: ({ NamePrefix = '', EventSourceArn }: { NamePrefix?: string; EventSourceArn?: string }) => ({
        Archives: [...this.#archives.values()]
          .map(({ archive }) => archive)
          .filter((archive) => archive.ArchiveName.startsWith(NamePrefix))
          .filter((archive) => EventSourceArn === undefined || archive.EventSourceArn === EventSourceArn)
          .map((archive) => this.#describe(archive)),
      }),
      DeleteArchive: ({ ArchiveName }: { ArchiveName: string }) => this.delete(ArchiveName),
    }
  }

  #find(name: string): Archive {
    const kept = this.#archives.get(name)
    if (!kept) throw notFound(`Archive ${name} does not exist.`)
    return kept.archive
  }

  #remember(archive: Archive): void {
    const matches = archive.EventPattern === undefined ? () => true : compilePattern(JSON.parse(archive.EventPattern))
    this.#archives.set(archive.ArchiveName, { archive, busName: busNameOf(archive.EventSourceArn), matches })
  }

  #describe(archive: Archive) {
    const { count, bytes } = this.#store.archiveSize(archive.ArchiveName)
    return {
      ...archive,
      State: 'ENABLED',
      CreationTime: archive.CreationTime / 1000,
      EventCount: count,
      SizeBytes: bytes,
    }
  }
}

function summary({ ArchiveArn, CreationTime }: Archive) {
  return { ArchiveArn, State: 'ENABLED', CreationTime: CreationTime / 1000 }
}
