import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** The part of an event id after its prefix, without dashes: 32 hexadecimal digits. */
export type IdDigits = string

/** The events that are assigned to one object. */
export interface Assignment {
  readonly ids: readonly IdDigits[]
  /** Epoch milliseconds. Until then the function that has assigned them is expected to put the object. It decides only how long others wait. */
  readonly until: number
}

/** Which object holds which events, of events whose ids are of one minute: fewer than {@link PAGE_IDS}, and one batch more. */
export interface AssignmentPage {
  readonly minute: string
  /** From 0. Only the last page of a minute takes further events. */
  readonly page: number
  /** How often it has been written; 0: it is not there yet. */
  readonly version: number
  /** By name of the object. */
  readonly assignments: ReadonlyMap<string, Assignment>
}

/**
 * From so many on a page takes no more, which bounds what is written again with each further batch: 16 bytes for each. Once full it
 * stays full, because what is moved from one object to another stays on its page.
 */
export const PAGE_IDS = 200

const HEX_PER_ID = 32

export const digitsOf = (eventId: string): IdDigits => eventId.slice(eventId.indexOf('_') + 1).replaceAll('-', '')

/** The minute of an id, which is a UUIDv7: it follows from the id alone, whatever a copy of the event says of its time. */
export const minuteOf = (digits: IdDigits): string =>
  new Date(Number.parseInt(digits.slice(0, 12), 16)).toISOString().slice(0, -8)

export const emptyPage = (minute: string, page: number): AssignmentPage => ({
  minute,
  page,
  version: 0,
  assignments: new Map(),
})

export const isFull = ({ assignments }: AssignmentPage): boolean => {
  let ids = 0
  for (const assignment of assignments.values()) ids += assignment.ids.length
  return ids >= PAGE_IDS
}

/**
 * Whether these pages of a minute can have stood there together. A query reads item by item, and others write meanwhile: it may
 * hold a page as it was before and a later page that was begun only after the former was full. Whatever is assigned on the former
 * since then would be missed. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export const isWhole = (pages: readonly AssignmentPage[]): boolean =>
  pages.every((page, place) => page.page === place && (place === pages.length - 1 || isFull(page)))

/** Pages are stored as `claims`, their name when the first were written: under another name they would not be found again. */
const keyOf = (minute: string) => `claims#${minute}`

const pageKey = ({ minute, page }: Pick<AssignmentPage, 'minute' | 'page'>) => ({
  pk: { S: keyOf(minute) },
  sk: { S: String(page).padStart(6, '0') },
})

export const partitionOf = (minute: string): AttributeValue => ({ S: keyOf(minute) })

export const toPageItem = (page: AssignmentPage): Record<string, AttributeValue> => ({
  ...pageKey(page),
  version: { N: String(page.version + 1) },
  claims: {
    M: Object.fromEntries(
      [...page.assignments].map(([object, { ids, until }]) => [
        object,
        { M: { ids: { B: Buffer.from(ids.join(''), 'hex') }, until: { N: String(until) } } },
      ]),
    ),
  },
})

export function fromPageItem(minute: string, item: Record<string, AttributeValue>): AssignmentPage {
  const assignments = Object.entries(item.claims?.M ?? {}).map(([object, { M = {} }]): [string, Assignment] => {
    const hex = Buffer.from(M.ids?.B ?? []).toString('hex')
    const ids = Array.from({ length: hex.length / HEX_PER_ID }, (_, index) =>
      hex.slice(index * HEX_PER_ID, (index + 1) * HEX_PER_ID),
    )
    return [object, { ids, until: Number(M.until?.N ?? 0) }]
  })
  return { minute, page: Number(item.sk?.S), version: Number(item.version?.N), assignments: new Map(assignments) }
}
