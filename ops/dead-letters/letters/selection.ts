import type { LetterStatus, LetterSummary } from './letter.ts'

/** Which dead letters are meant. What is absent does not narrow. */
export interface LetterSelection {
  readonly consumer?: string
  readonly fingerprint?: string
  readonly eventType?: string
  readonly aggregateId?: string
  /** Event or command ids. */
  readonly ids?: readonly string[]
  /** Last failed at or after this time, ISO 8601. */
  readonly from?: string
  /** Last failed before this time, ISO 8601. */
  readonly to?: string
  readonly statuses?: readonly LetterStatus[]
}

/** Whether it says anything about which letters; a status alone means all of them. */
export const isEmptySelection = ({ statuses: _, ...narrowing }: LetterSelection): boolean =>
  Object.values(narrowing).every((value) => value === undefined)

export const isSelected = (selection: LetterSelection, letter: LetterSummary): boolean =>
  equal(selection.consumer, letter.consumer) &&
  equal(selection.fingerprint, letter.fingerprint) &&
  equal(selection.eventType, letter.eventType) &&
  equal(selection.aggregateId, letter.aggregateId) &&
  (selection.ids?.includes(letter.id) ?? true) &&
  (selection.from === undefined || letter.lastFailedAt >= selection.from) &&
  (selection.to === undefined || letter.lastFailedAt < selection.to) &&
  (selection.statuses?.includes(letter.status) ?? true)

const equal = (wanted: string | undefined, actual: string | undefined): boolean =>
  wanted === undefined || wanted === actual
