import { describe, expect, it } from 'vitest'
import { request } from './kit/http.ts'
import { until } from './kit/wait.ts'

describe('a parcel that is shipped', () => {
  it('is stored once, and reaches the read model through the bus', async () => {
    const parcel_id = `parcel_${crypto.randomUUID()}`
    const json = { parcel_id, recipient: 'Ada Lovelace', grams: 1200 }
    expect((await request('POST', '/parcels', { json })).status).toBe(201)
    expect((await request('POST', '/parcels', { json })).status).toBe(409)
    await until('the read model to show it', async () => (await request('GET', `/parcels/${parcel_id}`)).status === 200)
  })
})
