import { defineConsumer } from '../runtime/declarations/consumer.ts'

/** Archives every event. The object's key is made of the event's day, type and id, so nothing is there twice. */
export const auditConsumer = defineConsumer({
  name: 'audit',
  subscribesTo: '*',
  delivery: 'effectively-once',
  idempotency: 'unique-key',
  // S3.
  retry: 'downstream',
  uses: { bucket: 'write' },
})
