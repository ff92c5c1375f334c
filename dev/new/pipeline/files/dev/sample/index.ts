import { styleText } from 'node:util'
import type { Sample, SampleEnd, SampleWorld } from '../define-sample.ts'

const CORRELATION_ID = 'sample-parcel'

/** The sample of `npm start`: it ships one parcel through the API. Make it yours. */
export const createSample = (): Sample => ({
  name: 'sample parcel',
  follows: 'parcel.shipped',
  look: '/openapi.json',
  run: shipAndFollow,
})

async function shipAndFollow({ local, api, journeys, left }: SampleWorld): Promise<SampleEnd> {
  const body = { recipient: 'Ada Lovelace', grams: 1200 }
  const headers = { 'x-correlation-id': CORRELATION_ID }
  const { parcel_id } = (await api.call<{ parcel_id: string }>('POST', '/parcels', body, headers)).body
  const journey = await journeys.settled(CORRELATION_ID, left())
  return {
    title: `Parcel ${parcel_id}: shipped`,
    isReached: journey.settled,
    missing: journey.missing,
    next: `${styleText('bold', 'Now you')}
  curl -s ${local.apiUrl}/parcels/${parcel_id}
  curl -s -X POST ${local.apiUrl}/parcels -H 'content-type: application/json' -d '${JSON.stringify(body)}'
`,
  }
}
