import { deadLettersArePoison } from './dead-letters.ts'
import { decidedOrdersDoNotExpire } from './expiry.ts'
import type { Invariant } from './invariant.ts'
import { mailedOncePerAttempt, notifiedOnce } from './mail.ts'
import { chargedOnce, moneyConserved } from './money.ts'
import { nothingParked } from './nothing-parked.ts'
import { contiguousStreams, oneEnd } from './one-end.ts'
import { orderKept } from './order-kept.ts'
import { listsCaughtUp, listsNeverInvent } from './order-lists.ts'
import { cancellationsAnswered } from './outcomes.ts'
import { auditComplete, everySubscriberReached } from './reached.ts'
import { readModelsMatchEvents } from './read-models.ts'
import { stockConserved } from './stock.ts'
import { tookEffectOnce } from './took-effect.ts'
import { effectsInOrder } from './witnessed.ts'

export const invariants: readonly Invariant[] = [
  tookEffectOnce,
  oneEnd,
  decidedOrdersDoNotExpire,
  cancellationsAnswered,
  contiguousStreams,
  everySubscriberReached,
  chargedOnce,
  moneyConserved,
  stockConserved,
  notifiedOnce,
  mailedOncePerAttempt,
  auditComplete,
  readModelsMatchEvents,
  listsNeverInvent,
  listsCaughtUp,
  effectsInOrder,
  orderKept,
  nothingParked,
  deadLettersArePoison,
]
