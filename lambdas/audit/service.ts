import { defineService } from '../runtime/declarations/service.ts'
import { auditConsumer } from './consumer.ts'

/** The archive of everything that has happened, as NDJSON objects in its bucket. Its table says which event is in which object. */
export const auditService = defineService({ name: 'audit', bucket: true, table: {}, consumers: [auditConsumer] })
