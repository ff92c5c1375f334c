import { deadLettersArePoison } from './dead-letters.ts'
import type { Invariant } from './invariant.ts'
import { notifiedOnce } from './mail.ts'
import { chargedOnce, moneyConserved } from './money.ts'
import { contiguousStreams, oneEnd } from './one-end.ts'
import { auditComplete, everySubscriberReached } from './reached.ts'
import { orderKept, viewsMatchEvents } from './read-models.ts'
import { stockConserved } from './stock.ts'

export const invariants: readonly Invariant[] = [
  oneEnd,
  contiguousStreams,
  everySubscriberReached,
  chargedOnce,
  moneyConserved,
  stockConserved,
  notifiedOnce,
  auditComplete,
  viewsMatchEvents,
  orderKept,
  deadLettersArePoison,
]
