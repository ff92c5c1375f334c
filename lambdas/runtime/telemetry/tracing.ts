import type { Message } from '../messages/message.ts'

export interface Tracing {
  /** Runs it inside a span that carries the message's event, correlation and causation id. */
  span<Result>(consumer: string, message: Message, run: () => Promise<Result>): Promise<Result>
}
