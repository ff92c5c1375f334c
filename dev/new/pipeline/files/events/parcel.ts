import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { text } from './fields.ts'

const id = z
  .string()
  .check(z.maxLength(128), z.regex(/^parcel_[A-Za-z0-9_-]+$/, 'must be parcel_ and letters, digits, _ or -'))

/** The data of `parcel.shipped`, version 1. */
export const parcelShippedData = z.object({
  parcel_id: id,
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
