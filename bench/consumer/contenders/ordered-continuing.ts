import { putOrderHandler } from './put-order.ts'

// Without the table of parked events it does not ask what is held, as a consumer without order does not.
delete process.env.PARKED_TABLE

export const handler = putOrderHandler({ ordering: 'aggregate', onDeadLetter: 'continue' })
