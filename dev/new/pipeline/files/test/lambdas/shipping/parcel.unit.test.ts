import { describe, it } from 'vitest'
import { parcelShipped } from '../../../events/parcel.ts'
import { draft } from '../../../lambdas/runtime/aggregate/event-draft.ts'
import { given } from '../../../lambdas/runtime/testing/given-when-then.ts'
import { parcel } from '../../../lambdas/shipping/parcel.ts'

const ship = { type: 'shipParcel', data: parcelShipped.example } as const
const shipped = draft(parcelShipped, parcelShipped.example)

describe('a parcel', () => {
  it('is shipped', () => given(parcel).when(ship).then(shipped))
  it('is shipped once', () => given(parcel, shipped).when(ship).thenRefused('parcel_shipped'))
})
