import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** The part of an event id after its prefix, without dashes: 32 hexadecimal digits. */
export type IdDigits = string

/** Some events that go into one object. */
export interface Claim {
  readonly ids: readonly IdDigits[]
  /** Epoch milliseconds. Until then whoever has claimed them is expected to put the object; nothing but patience rests on it. */
  readonly until: number
}

/** Which object holds which events, of events whose ids are of one minute: fewer than {@link PAGE_IDS}, and one batch more. */
export interface ClaimPage {
  readonly minute: string
  /** From 0. Only the last page of a minute takes further events. */
  readonly page: number
  /** How often it has been written; 0: it is not there yet. */
  readonly version: number
  /** By name of the object. */
  readonly claims: ReadonlyMap<string, Claim>
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

export const emptyPage = (minute: string, page: number): ClaimPage => ({ minute, page, version: 0, claims: new Map() })

export const isFull = ({ claims }: ClaimPage): boolean => {
  let ids = 0
  for (const claim of claims.values()) ids += claim.ids.length
  return ids >= PAGE_IDS
}

/**
 * Whether these pages of a minute can have stood there together. A query reads item by item, and others write meanwhile: it may
 * hold a page as it was before and a later page that was begun only after the former was full. Whatever is claimed on the former
 * since then would be missed. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export const isWhole = (pages: readonly ClaimPage[]): boolean =>
  pages.every((page, place) => page.page === place && (place === pages.length - 1 || isFull(page)))

const keyOf = (minute: string) => `claims#${minute}`

const pageKey = ({ minute, page }: Pick<ClaimPage, 'minute' | 'page'>) => ({
  pk: { S: keyOf(minute) },
  sk: { S: String(page).padStart(6, '0') },
})

export const partitionOf = (minute: string): AttributeValue => ({ S: keyOf(minute) })

export const toPageItem = (page: ClaimPage): Record<string, AttributeValue> => ({
  ...pageKey(page),
  version: { N: String(page.version + 1) },
  claims: {
    M: Object.fromEntries(
      [...page.claims].map(([object, { ids, until }]) => [
        object,
        { M: { ids: { B: Buffer.from(ids.join(''), 'hex') }, until: { N: String(until) } } },
      ]),
    ),
  },
})

export function fromPageItem(minute: string, item: Record<string, AttributeValue>): ClaimPage {
  const claims = Object.entries(item.claims?.M ?? {}).map(([object, { M = {} }]): [string, Claim] => {
    const hex = Buffer.from(M.ids?.B ?? []).toString('hex')
    const ids = Array.from({ length: hex.length / HEX_PER_ID }, (_, index) =>
      hex.slice(index * HEX_PER_ID, (index + 1) * HEX_PER_ID),
    )
    return [object, { ids, until: Number(M.until?.N ?? 0) }]
  })
  return { minute, page: Number(item.sk?.S), version: Number(item.version?.N), claims: new Map(claims) }
}
