import { randomUUID } from 'node:crypto'

/** A new `2026/04/28/[$LATEST]<32 hexadecimal digits>`, as Lambda names the stream of an execution environment. */
export function logStreamName(startedAt: number): string {
  const day = new Date(startedAt).toISOString().slice(0, 10).replaceAll('-', '/')
  return `${day}/[$LATEST]${randomUUID().replaceAll('-', '')}`
}
