import { defineConsumer } from '../runtime/declarations/consumer.ts'

/**
 * Archives every event. An event is assigned to its object under its own id before the object is put, so nothing is there twice.
 * An archive can wait for a minute, and an object costs the same whatever is in it.
 */
export const auditConsumer = defineConsumer({
  name: 'audit',
  subscribesTo: '*',
  delivery: 'effectively-once',
  idempotency: 'unique-key',
  // S3.
  retry: 'downstream',
  batchSize: 10_000,
  batchWindowSeconds: 60,
  timeoutSeconds: 30,
  uses: { bucket: 'write-and-look', table: ['get', 'query', 'put'] },
})
