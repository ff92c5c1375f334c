import type { LetterStatus, LetterSummary } from './letter.ts'

/** Selects dead letters. An absent criterion selects all. */
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

/** Whether the selection has no criterion but the status, so that it means all letters. */
export const isEmptySelection = ({ statuses: _, ...narrowing }: LetterSelection): boolean =>
  Object.values(narrowing).every((value) => value === undefined)

/** Whether the selection names a cause or single letters, and not only a class of them. */
export const isNamed = ({ fingerprint, ids }: LetterSelection): boolean =>
  fingerprint !== undefined || ids !== undefined

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
