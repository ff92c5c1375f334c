import { parentPort, workerData } from 'node:worker_threads'
import { subscribersIn } from './subscriptions.ts'

const { services } = (await import(workerData as string)) as typeof import('../lib/services.ts')
parentPort?.postMessage(subscribersIn(services))
