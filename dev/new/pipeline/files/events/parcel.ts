import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { text } from './fields.ts'
import { parcelId } from './ids.ts'

/** The data of `parcel.shipped`, version 1. */
export const parcelShippedData = z.object({
  parcel_id: parcelId,
  recipient: text,
  grams: z.int().check(z.positive()),
})

export const parcelShipped = defineEvent({
  type: 'parcel.shipped',
  aggregate: 'parcel',
  producer: 'shipping-service',
  meaning: 'A parcel has left the house.',
  schema: parcelShippedData,
  example: { parcel_id: 'parcel_1', recipient: 'Ada Lovelace', grams: 1200 },
})

export const parcelEvents = [parcelShipped]
