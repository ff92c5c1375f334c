import { SqsStore } from './library.ts'
import type { LocalPersistence } from './persistence.ts'
import { LocalQueue } from './queue.ts'

/** The maps by which the store of fauxqs finds its queues; private there, and no method replaces a queue. */
interface QueueIndex {
  queues: Map<string, LocalQueue>
  queuesByName: Map<string, LocalQueue>
  queuesByArn: Map<string, LocalQueue>
}

/** A store of `LocalQueue`s whose URLs follow the endpoint's present address, whatever it was when they were created. */
export class LocalQueueStore extends SqsStore {
  declare persistence?: LocalPersistence
  /** Scheme, host and port of queue URLs. */
  baseUrl = 'http://127.0.0.1'

  override createQueue(name: string, _url: string, arn: string, attributes?: Record<string, string>): LocalQueue {
    const queue = new LocalQueue(name, this.urlOf(name, arn), arn, attributes)
    if (this.persistence) {
      this.persistence.insertQueue(queue)
      queue.keepIn(this.persistence)
    }
    this.#index.queues.set(queue.url, queue)
    this.#index.queuesByName.set(name, queue)
    this.#index.queuesByArn.set(arn, queue)
    return queue
  }

  /** A queue by its ARN or its URL (only the URL's last part counts). */
  find(arnOrUrl: string): LocalQueue | undefined {
    if (arnOrUrl.startsWith('arn:')) return this.#index.queuesByArn.get(arnOrUrl)
    return this.#index.queuesByName.get(arnOrUrl.slice(arnOrUrl.lastIndexOf('/') + 1))
  }

  all(): LocalQueue[] {
    return [...this.#index.queues.values()]
  }

  urlOf(name: string, arn: string): string {
    return `${this.baseUrl}/${arn.split(':')[4] ?? ''}/${name}`
  }

  get #index(): QueueIndex {
    return this as unknown as QueueIndex
  }
}
